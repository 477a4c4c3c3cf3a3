#ifndef TRAJECTORY_SVC_APP_DESTROY_PERSON_H_
#define TRAJECTORY_SVC_APP_DESTROY_PERSON_H_

#include <string>

#include "trajectory-svc/app/deps.h"

namespace duaal::trajectory::app {

// What intake-svc's list for destruction asks.
struct DestroyPersonCommand {
  Uuid destruction_id;
  Uuid participant_id;
  std::string class_code;
};

// Destroys what is held here of the person, and says so in the feed, also where nothing was held: the list
// waits for the answer. Seats stay counted without the person.
//
// Status codes: those of the database.
[[nodiscard]] Status DestroyPerson(const Deps& deps, sql::Tx& tx, const DestroyPersonCommand& command,
                                   const std::string& municipality_code, absl::Time now);

}  // namespace duaal::trajectory::app

#endif  // TRAJECTORY_SVC_APP_DESTROY_PERSON_H_
