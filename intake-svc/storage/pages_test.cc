// What a page of people or referrals costs, wherever in the list it stands, a look at the numbers of a batch,
// and a search by birth date.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "chassis/testing/mariadb.h"
#include "chassis/testing/rows_read.h"
#include "chassis/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "intake-svc/storage/participant_repository.h"
#include "intake-svc/storage/referral_repository.h"
#include "intake-svc/storage/screening_repository.h"

namespace duaal::intake::storage {
namespace {

using duaal::testing::MariaDb;
using duaal::testing::RowsRead;

constexpr int kPeople = 2000;
constexpr int kPage = 51;
constexpr int kMore = 1 + duaal::testing::kRowsOfAsking;  // the row behind the page
constexpr int kSearchPage = 11;
const absl::CivilDay kToday(2026, 11, 16);

std::shared_ptr<crypto::KeyRing> MakeKeys(const std::string& folder) {
  const std::string path = folder + "/pages-ring";
  std::FILE* file = std::fopen(path.c_str(), "w");
  for (const char* purpose : {"field", "lookup", "page"}) {
    std::fprintf(file, "k1 %s %s\n", purpose, std::string(64, 'a').c_str());
  }
  std::fclose(file);
  return *crypto::KeyRing::FromFile(path);
}

class PagesTest : public ::testing::Test {
 protected:
  PagesTest() {
    server_.Root(
        schema_,
        "INSERT INTO participant (id, given_name, family_name_prefix, family_name, family_name_key,"
        " birth_date, bsn_tail, gender, origin_country, municipality_code, target_group,"
        " benefit_category, legal_regime, language_level, create_time, update_time, row_version)"
        " SELECT UNHEX(LPAD(HEX(seq), 32, '0')), 'Rima', '', 'Darwish', 'darwish', '1991-04-17', '', 1,"
        " 'SY', IF(seq % 10 = 0, 'GM0599', 'GM0164'), 1, 1, 3, 'A1', '2026-11-16', '2026-11-16', 1"
        " FROM seq_1_to_" +
            std::to_string(kPeople));
    staff_.id = "staff";
    staff_.mandates = {{"GM0164", {}, {}}};
  }

  // The page after `passed` pages, and how many rows the server read for it.
  std::int64_t RowsReadFor(int passed, const std::string& municipality_code) {
    std::int64_t read = 0;
    EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
      Uuid before;
      for (int page = 0; page <= passed; ++page) {
        ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
        ASSIGN_OR_RETURN(const auto people, people_.List(session, {staff_, kToday}, municipality_code, before,
                                                         kPage, Detail::kBasic));
        ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
        EXPECT_EQ(people.size(), static_cast<std::size_t>(kPage));
        before = people.back().id;
        read = at_last - at_first;
      }
      return absl::OkStatus();
    }));
    return read;
  }

  // Some people on every day of 400, some of whose day or month is not known, under four names.
  void SpreadBirths() {
    const std::string number = "CONV(RIGHT(HEX(id), 8), 16, 10)";
    server_.Root(schema_, "UPDATE participant SET birth_known = IF(MOD(" + number +
                              ", 7) = 0, 2, 3), birth_date = DATE_ADD('1960-01-01', INTERVAL MOD(" + number +
                              ", 400) DAY), family_name = ELT(1 + MOD(" + number +
                              " DIV 400, 4), 'Abadi', 'Darwish', 'Haddad', 'Nasser'), family_name_key ="
                              " LOWER(family_name)");
  }

  // All pages of a search, held against a condition that says the same; every page reads about what it
  // answers.
  void ExpectFound(const std::string& born, const std::string& name_key, const std::string& condition) {
    std::vector<std::string> expected;
    for (const sql::Row& row : server_.Root(schema_, "SELECT HEX(id) FROM participant WHERE " + condition +
                                                         " ORDER BY family_name_key, id")) {
      expected.push_back(row.Str(0));
    }
    EXPECT_GT(expected.size(), 0U) << born;
    std::vector<std::string> found;
    NamePosition from{name_key, "", Uuid()};
    EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
      while (true) {
        ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
        ASSIGN_OR_RETURN(const auto people,
                         people_.FindByBirthDate(session, {staff_, kToday}, *PartialDate::Parse(born), from,
                                                 kSearchPage, Detail::kBasic));
        ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
        const std::size_t most = staff_.mandates.size() == 1 ? kSearchPage : expected.size();
        EXPECT_LE(at_last - at_first, static_cast<std::int64_t>(most) + kMore)
            << born << " " << name_key << " after " << found.size();
        for (const auto& person : people) found.push_back(crypto::Hex(person.id.Bytes()));
        if (static_cast<int>(people.size()) < kSearchPage) return absl::OkStatus();
        from.after_key = ParticipantRepository::NameKey(people.back().family_name);
        from.after_id = people.back().id;
      }
    }));
    for (std::string& id : expected) id = absl::AsciiStrToLower(id);
    EXPECT_EQ(found, expected) << born << " " << name_key;
  }
  MariaDb& server_ = MariaDb::Shared();
  std::string schema_ = server_.CreateSchema({"chassis/migrations", "intake-svc/migrations"});
  sql::Database db_ = server_.Open(schema_);
  std::shared_ptr<crypto::KeyRing> keys_ = MakeKeys(server_.TempFolder());
  ParticipantRepository people_{*keys_};
  auth::Principal staff_;
};

TEST_F(PagesTest, ADeepPageReadsNoMoreThanItShows) {
  EXPECT_LE(RowsReadFor(0, ""), kPage + kMore);
  EXPECT_LE(RowsReadFor(20, ""), kPage + kMore);
  EXPECT_LE(RowsReadFor(20, "GM0164"), kPage + kMore);
  staff_.mandates = {{"GM0164", {}, {}}, {"GM0599", {}, {}}};
  EXPECT_LE(RowsReadFor(20, "GM0164"), kPage + kMore);
}

TEST_F(PagesTest, NumbersThatFewHaveAreLookedUpByIndex) {
  server_.Root(schema_, "UPDATE participant SET bsn_lookup = RANDOM_BYTES(32)");
  server_.Root(schema_, "ANALYZE TABLE participant");
  ParticipantRepository::NumberLookups lookups;
  for (int i = 0; i < 250; ++i) {
    lookups.bsn.push_back(people_.LookupHash("b" + std::to_string(i)));
    lookups.v_number.push_back(people_.LookupHash("v" + std::to_string(i)));
  }
  EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
    ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
    ASSIGN_OR_RETURN(const auto known, people_.FindKnownNumbers(session, lookups));
    ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
    EXPECT_TRUE(known.empty());
    EXPECT_LT(at_last - at_first, kPeople / 10);
    return absl::OkStatus();
  }));
}

TEST_F(PagesTest, AListToScreenReadsWhatItShowsAndKnownRowsAreLookedUpByIndex) {
  server_.Root(schema_,
               "INSERT INTO screening (id, municipality_code, list_code, week_date, row_key, revision,"
               " content_hash, register_change, sealed, state, assigned_staff_id, decided_by_id,"
               " dismiss_reason, create_time, row_version) SELECT UNHEX(LPAD(HEX(seq), 32, '0')), 'GM0164',"
               " 'bpi', '2026-11-02' + INTERVAL 7 * (seq % 4) DAY, RANDOM_BYTES(32), 1, RANDOM_BYTES(32), 1,"
               " '', 1, '', '', 0, '2026-11-16', 1 FROM seq_1_to_" +
                   std::to_string(kPeople));
  server_.Root(schema_, "ANALYZE TABLE screening");
  const ScreeningRepository screenings(*keys_);
  std::vector<std::string> keys;
  for (int i = 0; i < 250; ++i) keys.push_back(screenings.Hash(std::to_string(i)));
  EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
    Uuid after;
    for (int page = 0; page < 5; ++page) {
      ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
      ASSIGN_OR_RETURN(
          const auto list,
          screenings.List(session, {staff_, kToday}, {"GM0164", absl::CivilDay(2026, 11, 9)}, after, kPage));
      ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
      EXPECT_EQ(list.size(), static_cast<std::size_t>(kPage));
      EXPECT_LE(at_last - at_first, kPage + kMore) << page;
      after = list.back().id;
    }
    ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
    ASSIGN_OR_RETURN(const auto known, screenings.FindLast(session, keys));
    ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
    EXPECT_TRUE(known.empty());
    EXPECT_LT(at_last - at_first, kPeople / 10);
    return absl::OkStatus();
  }));
}

// A class and a state among many others, and everybody of a programme.
TEST_F(PagesTest, APageOfReferralsReadsWhatItShows) {
  constexpr int kClasses = 10;
  server_.Root(schema_,
               "INSERT INTO referral (id, participant_id, programme_code, municipality_code, channel,"
               " class_offering_id, from_region, arrival_cohort, benefit_entitled, state, close_reason,"
               " voluntary, free_of_charge, create_time, row_version) SELECT id, id,"
               " IF(number % 4 = 0, 'zwolle', 'hengelo'), municipality_code, 1,"
               " UNHEX(LPAD(HEX(number DIV 7 % " +
                   std::to_string(kClasses) +
                   "), 32, '0')), 0, '', 1, IF(number % 13 < 2, 1, 4), 0, 1, 1, '2026-11-16', 1 FROM"
                   " (SELECT id, municipality_code, CONV(RIGHT(HEX(id), 8), 16, 10) AS number"
                   " FROM participant) p");
  server_.Root(schema_, "ANALYZE TABLE referral");
  const ReferralRepository referrals;
  const Uuid one_class = Uuid::FromBytes(std::string(15, '\0') + '\3');
  const std::string mine = "programme_code = 'hengelo' AND municipality_code = 'GM0164'";
  const std::pair<ReferralFilter, std::string> lists[] = {
      {{"hengelo", {}, {}}, mine},
      {{"hengelo", {}, domain::ReferralState::kReferred}, mine + " AND state = 1"},
      {{"hengelo", one_class, {}}, mine + " AND RIGHT(HEX(class_offering_id), 1) = '3'"},
      {{"hengelo", one_class, domain::ReferralState::kDeclared},
       mine + " AND RIGHT(HEX(class_offering_id), 1) = '3' AND state = 4"},
  };
  for (const auto& [filter, condition] : lists) {
    std::vector<std::string> found;
    EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
      for (Uuid before;;) {
        ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
        ASSIGN_OR_RETURN(const auto page,
                         referrals.List(session, {staff_, kToday}, filter, before, kSearchPage));
        ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
        // The index of a class does not tell programme and state.
        const int most = filter.class_offering_id ? kPeople / kClasses : kSearchPage;
        EXPECT_LE(at_last - at_first, most + kMore) << condition << " after " << found.size();
        for (const auto& referral : page)
          found.push_back(absl::AsciiStrToUpper(crypto::Hex(referral.id.Bytes())));
        if (static_cast<int>(page.size()) < kSearchPage) return absl::OkStatus();
        before = page.back().id;
      }
    }));
    std::vector<std::string> expected;
    for (const sql::Row& row :
         server_.Root(schema_, "SELECT HEX(id) FROM referral WHERE " + condition + " ORDER BY id DESC")) {
      expected.push_back(row.Str(0));
    }
    EXPECT_GT(expected.size(), static_cast<std::size_t>(kSearchPage));
    EXPECT_EQ(found, expected) << condition;
  }
}

TEST_F(PagesTest, ASearchByBirthDateReadsAboutWhatItAnswers) {
  SpreadBirths();
  const std::string mine = "municipality_code = 'GM0164' AND ";
  ExpectFound("1960-03-10", "", mine + "birth_known = 3 AND birth_date = '1960-03-10'");
  ExpectFound("1960-03-10", "abadi",
              mine + "birth_known = 3 AND birth_date = '1960-03-10' AND family_name = 'Abadi'");
  ExpectFound("1960-03-00", "", mine + "birth_date BETWEEN '1960-03-01' AND '1960-03-31'");
  ExpectFound("1960-03-00", "na",
              mine + "birth_date BETWEEN '1960-03-01' AND '1960-03-31' AND family_name = 'Nasser'");
  ExpectFound("1960-00-00", "da", mine + "birth_date < '1961-01-01' AND family_name = 'Darwish'");
  staff_.mandates = {{"GM0164", {}, {}}, {"GM0599", {}, {}}};
  ExpectFound("1960-03-00", "", "birth_date BETWEEN '1960-03-01' AND '1960-03-31'");
  ExpectFound("1960-00-00", "ha", "birth_date < '1961-01-01' AND family_name = 'Haddad'");
}

// Few and many people of whom the name begins so: half of all are called Nasser here.
TEST_F(PagesTest, ASearchByNameReadsAboutWhatItAnswers) {
  SpreadBirths();
  server_.Root(
      schema_,
      "UPDATE participant SET family_name = 'Nasser', family_name_key = 'nasser' WHERE family_name IN"
      " ('Abadi', 'Haddad') AND MOD(DAY(birth_date), 2) = 0");
  server_.Root(schema_, "ANALYZE TABLE participant");
  for (const char* prefix : {"da", "n"}) {
    NamePosition from{prefix, "", Uuid()};
    std::int64_t found = 0;
    EXPECT_OK(db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) -> Status {
      while (true) {
        ASSIGN_OR_RETURN(const std::int64_t at_first, RowsRead(session));
        ASSIGN_OR_RETURN(const auto people,
                         people_.FindByName(session, {staff_, kToday}, from, kPage, Detail::kBasic));
        ASSIGN_OR_RETURN(const std::int64_t at_last, RowsRead(session));
        EXPECT_LE(at_last - at_first, kPage + kMore) << prefix << " after " << found;
        found += static_cast<std::int64_t>(people.size());
        if (static_cast<int>(people.size()) < kPage) return absl::OkStatus();
        from.after_key = ParticipantRepository::NameKey(people.back().family_name);
        from.after_id = people.back().id;
      }
    }));
    const std::string all =
        "SELECT COUNT(1) FROM participant WHERE municipality_code = 'GM0164'"
        " AND family_name_key LIKE '" +
        std::string(prefix) + "%'";
    EXPECT_EQ(found, server_.Root(schema_, all).at(0).Int(0));
  }
}

TEST_F(PagesTest, ASearchByBirthDateFindsWhoIsKnownAsFarAsThat) {
  const auto found = [&](const std::string& born) {
    const auto people = db_.Read(absl::Now() + absl::Seconds(20), [&](sql::Session& session) {
      return people_.FindByBirthDate(session, {staff_, kToday}, *PartialDate::Parse(born),
                                     {"darwish", "", Uuid()}, kPeople, Detail::kBasic);
    });
    EXPECT_OK(people);
    return people->size();
  };
  const auto all = found("1991-04-17");
  EXPECT_GT(all, 0U);
  EXPECT_EQ(found("1991-04-18"), 0U);
  EXPECT_EQ(found("1991-00-00"), all);
  server_.Root(schema_, "UPDATE participant SET birth_known = 1, birth_date = '1991-01-01'");
  EXPECT_EQ(found("1991-01-01"), 0U) << "the day is not known";
  EXPECT_EQ(found("1991-01-00"), 0U) << "nor the month";
  EXPECT_EQ(found("1991-00-00"), all);
  server_.Root(schema_, "UPDATE participant SET birth_known = 0, birth_date = '0001-01-01'");
  EXPECT_EQ(found("0001-00-00"), 0U) << "nothing is known";
}

}  // namespace
}  // namespace duaal::intake::storage
