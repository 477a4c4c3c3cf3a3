#include "chassis/access/relink.h"

#include <string_view>

namespace duaal::access {

Status RelinkServices(sql::Tx& tx, const std::vector<Uuid>& fact_ids, const Uuid& person_id) {
  constexpr std::string_view kRelink = "UPDATE access_service SET person_id = ? WHERE fact_id = ?";
  for (const Uuid& fact_id : fact_ids) {
    RETURN_IF_ERROR(tx.Execute(kRelink, person_id, fact_id).status());
  }
  return absl::OkStatus();
}

}  // namespace duaal::access
