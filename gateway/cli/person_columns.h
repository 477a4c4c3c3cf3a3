#ifndef GATEWAY_CLI_PERSON_COLUMNS_H_
#define GATEWAY_CLI_PERSON_COLUMNS_H_

#include <functional>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "duaal/intake/v1/participant_service.pb.h"

namespace duaal::cli {

// The columns of a list of people. Each is a field of Participant by its proto name, but for the few that
// belong to the list itself, such as `reference`. Enum columns hold value names, lists of texts have a space
// between two, `true` stands for yes.
class PersonColumns {
 public:
  // INVALID_ARGUMENT: a column that is unknown (UNKNOWN_COLUMN) or given twice (DOUBLE_COLUMN), or a needed
  // one that is not there (COLUMN_MISSING); each is named.
  [[nodiscard]] static StatusOr<PersonColumns> Read(const std::vector<std::string>& header,
                                                    const std::vector<std::string>& own,
                                                    const std::vector<std::string>& needed);

  [[nodiscard]] std::size_t size() const { return names_.size(); }
  // The person of a record with as many cells. Cells of the list's own columns go to `take(column, cell)`.
  [[nodiscard]] intake::v1::Participant ToPerson(
      const std::vector<std::string>& cells,
      const std::function<void(const std::string&, const std::string&)>& take) const;

 private:
  std::vector<std::string> names_;
  std::vector<const google::protobuf::FieldDescriptor*> fields_;  // null for the list's own
};

// The columns without which nobody can be registered, besides the list's own.
extern const std::vector<std::string> kNeededOfPerson;

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_PERSON_COLUMNS_H_
