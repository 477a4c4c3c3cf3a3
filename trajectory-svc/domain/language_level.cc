#include "trajectory-svc/domain/language_level.h"

namespace duaal::trajectory::domain {

int LanguageRank(std::string_view level) {
  if (level.size() == 3 && level.back() == '+') level.remove_suffix(1);
  if (level.size() != 2 || level[0] < 'A' || level[0] > 'C' || level[1] < '1' || level[1] > '2') return 0;
  return (level[0] - 'A') * 2 + (level[1] - '0');
}

bool ReachesLevel(std::string_view level, std::string_view minimum) {
  return minimum.empty() || (LanguageRank(level) > 0 && LanguageRank(level) >= LanguageRank(minimum));
}

}  // namespace duaal::trajectory::domain
