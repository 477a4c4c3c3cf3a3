#include "tools/load/plan.h"

#include "tools/people/invent.h"

namespace duaal::load {

const std::vector<std::string>& Mandates() {
  static const auto& codes =
      *new std::vector<std::string>{"GM0164", "GM0147", "GM0158", "GM0141", "GM0153", "GM0163", "GM0168",
                                    "GM0173", "GM0183", "GM0189", "GM1700", "GM1735", "GM1742", "GM1774"};
  return codes;
}

int ClassCount(const Plan& plan) { return (plan.people + kClassSize - 1) / kClassSize; }

std::string SourceOf(const Plan& plan) { return "load-" + std::to_string(plan.seed); }

std::string ClassCode(const Plan& plan, int number) {
  return SourceOf(plan) + "-class-" + std::to_string(number + 1);
}

bool Signs(int place) { return place % 5 != 4; }

absl::CivilDay FirstDay(const Plan& plan) { return plan.today - 7 * (plan.weeks + 1); }

intake::v1::Participant PersonOf(const Plan& plan, int index) {
  const std::uint64_t first = (plan.seed - 1) % 10 * 100'000;
  const std::uint64_t number = (first + static_cast<std::uint64_t>(index)) % 1'000'000;
  const auto& municipalities = Mandates();
  const std::string& home = municipalities[people::Mix(plan.seed, number) % municipalities.size()];
  auto person =
      people::InventParticipant(plan.seed, static_cast<std::uint32_t>(number), home, FirstDay(plan));
  // Hengelo admits only people who are entitled to benefit.
  person.set_benefit_category(intake::v1::BENEFIT_CATEGORY_BENEFIT);
  return person;
}

}  // namespace duaal::load
