#ifndef GATEWAY_CLI_SHOW_H_
#define GATEWAY_CLI_SHOW_H_

#include <string>

#include "chassis/core/status.h"
#include "gateway/cli/door.h"

// What the command line prints: a week, a programme's figures.
namespace duaal::cli {

// One person's week as a table. Status codes: those of WeekService.GetWeek.
[[nodiscard]] Status ShowWeek(const Door& door, const std::string& trajectory_id, const std::string& week);
// The week of everybody in a class, a line each, by name for who may see names. Status codes: those of
// WeekService.GetClassWeek and ParticipantService.ListParticipants.
[[nodiscard]] Status ShowClassWeek(const Door& door, const std::string& offering_id, const std::string& week);
// Funnel and realisation of a programme. Status codes: those of FigureService.
[[nodiscard]] Status ShowFigures(const Door& door, const std::string& programme_code);

// The id of an offering by its code. NOT_FOUND: no such offering.
[[nodiscard]] StatusOr<std::string> FindOffering(const Door& door, const std::string& programme_code,
                                                 const std::string& code);

}  // namespace duaal::cli

#endif  // GATEWAY_CLI_SHOW_H_
