#include "chassis/crypto/crypto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <set>

#include "chassis/testing/status_matchers.h"

namespace duaal::crypto {
namespace {

using duaal::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

std::string KeyLine(const std::string& id, const std::string& purpose, char digit) {
  return id + " " + purpose + " " + std::string(64, digit) + "\n";
}

// The ring file `text`, read.
StatusOr<std::shared_ptr<KeyRing>> Ring(const std::string& text) {
  const std::string path = ::testing::TempDir() + "ring-" + std::to_string(::getpid());
  std::ofstream(path) << text;
  auto ring = KeyRing::FromFile(path);
  std::remove(path.c_str());
  return ring;
}

std::string DefaultText() {
  return KeyLine("f1", "field", '1') + KeyLine("l1", "lookup", '2') + KeyLine("p1", "page", '3');
}

TEST(Sha256Test, MatchesTheStandardsExample) {
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Base64UrlTest, RoundTripsEveryLengthAndByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    const std::string text = Base64Url(bytes);
    EXPECT_EQ(text.find_first_of("+/="), std::string::npos);
    ASSERT_OK_AND_ASSIGN(const std::string back, FromBase64Url(text));
    EXPECT_EQ(back, bytes);
    bytes.push_back(static_cast<char>(255 - i));
  }
  EXPECT_EQ(Base64Url("\xfb\xff"), "-_8");
}

TEST(Base64UrlTest, RefusesOtherForms) {
  for (const char* text : {"a", "ab=", "a+bc", "a/bc", "ab c", "abcd\n"}) {
    EXPECT_THAT(FromBase64Url(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  // `-_8` and `-_9` would be the same two bytes: only one is the text of them.
  EXPECT_THAT(FromBase64Url("-_9"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(KeyRingTest, DecryptsWhatItEncryptedUnderTheSameContext) {
  ASSERT_OK_AND_ASSIGN(auto ring, Ring(DefaultText()));
  for (const std::string& plain :
       {std::string(), std::string("x"), std::string(100'000, 'y'), std::string("\0z", 2)}) {
    const std::string sealed = ring->Encrypt(plain, "participant.bsn.7");
    ASSERT_OK_AND_ASSIGN(const std::string back, ring->Decrypt(sealed, "participant.bsn.7"));
    EXPECT_EQ(back, plain);
  }
}

TEST(KeyRingTest, HidesTheValueAndNeverSealsItTwiceAlike) {
  ASSERT_OK_AND_ASSIGN(auto ring, Ring(DefaultText()));
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string sealed = ring->Encrypt("999990019", "c");
    EXPECT_THAT(sealed, Not(HasSubstr("99999")));
    EXPECT_TRUE(seen.insert(sealed).second);
  }
}

TEST(KeyRingTest, RefusesAValueMovedToAnotherRow) {
  ASSERT_OK_AND_ASSIGN(auto ring, Ring(DefaultText()));
  const std::string sealed = ring->Encrypt("secret", "participant.bsn.7");
  EXPECT_THAT(ring->Decrypt(sealed, "participant.bsn.8"),
              StatusIs(absl::StatusCode::kDataLoss, "SEALED_VALUE"));
  EXPECT_THAT(ring->Decrypt(sealed, ""), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(KeyRingTest, RefusesEveryChangedOrMissingByte) {
  ASSERT_OK_AND_ASSIGN(auto ring, Ring(DefaultText()));
  const std::string sealed = ring->Encrypt("secret", "c");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_THAT(ring->Decrypt(changed, "c"), StatusIs(absl::StatusCode::kDataLoss)) << "byte " << i;
    EXPECT_THAT(ring->Decrypt(sealed.substr(0, i), "c"), StatusIs(absl::StatusCode::kDataLoss))
        << "length " << i;
  }
  EXPECT_THAT(ring->Decrypt(sealed + "x", "c"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(KeyRingTest, ANewKeyEncryptsWhileOldValuesStayReadable) {
  ASSERT_OK_AND_ASSIGN(auto before, Ring(DefaultText()));
  const std::string old_value = before->Encrypt("secret", "c");
  const std::string old_token = before->SealPageToken("after=7", "q");
  const std::string rotated = KeyLine("f2", "field", '4') + KeyLine("p2", "page", '5') + DefaultText();
  ASSERT_OK_AND_ASSIGN(auto after, Ring(rotated));
  ASSERT_OK_AND_ASSIGN(const std::string back, after->Decrypt(old_value, "c"));
  EXPECT_EQ(back, "secret");
  EXPECT_OK(after->OpenPageToken(old_token, "q"));
  const std::string new_value = after->Encrypt("secret", "c");
  EXPECT_THAT(new_value, HasSubstr("f2"));
  // A process that has not read the new ring yet must fail, not guess.
  EXPECT_THAT(before->Decrypt(new_value, "c"), StatusIs(absl::StatusCode::kDataLoss));
  ASSERT_OK_AND_ASSIGN(auto retired, Ring(KeyLine("f2", "field", '4') + KeyLine("l1", "lookup", '2') +
                                          KeyLine("p2", "page", '5')));
  EXPECT_THAT(retired->Decrypt(old_value, "c"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(KeyRingTest, LookupHashIsStableKeyedAndOf32Bytes) {
  ASSERT_OK_AND_ASSIGN(auto ring, Ring(DefaultText()));
  ASSERT_OK_AND_ASSIGN(auto same, Ring(KeyLine("f9", "field", '9') + DefaultText()));
  ASSERT_OK_AND_ASSIGN(auto other, Ring(KeyLine("l2", "lookup", '4') + DefaultText()));
  const std::string hash = ring->LookupHash("999990019");
  EXPECT_EQ(hash.size(), 32u);
  EXPECT_EQ(hash, ring->LookupHash("999990019"));
  EXPECT_EQ(hash, same->LookupHash("999990019"));
  EXPECT_NE(hash, ring->LookupHash("999990020"));
  EXPECT_NE(hash, other->LookupHash("999990019"));
  EXPECT_NE(hash, Sha256("999990019"));
}

TEST(KeyRingTest, LookupHashIsHmacSha256) {
  ASSERT_OK_AND_ASSIGN(auto ring, Ring(DefaultText()));
  // RFC 2104 by hand: the key is 32 bytes of 0x22.
  std::string inner(64, '\x36'), outer(64, '\x5c');
  for (int i = 0; i < 32; ++i) {
    inner[static_cast<std::size_t>(i)] = '\x36' ^ '\x22';
    outer[static_cast<std::size_t>(i)] = '\x5c' ^ '\x22';
  }
  EXPECT_EQ(ring->LookupHash("abc"), Sha256(outer + Sha256(inner + "abc")));
}

TEST(KeyRingTest, PageTokenOpensOnlyForItsQuery) {
  ASSERT_OK_AND_ASSIGN(auto ring, Ring(DefaultText()));
  const std::string token = ring->SealPageToken("after=Jansen", "list|filter|alice");
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  ASSERT_OK_AND_ASSIGN(const std::string payload, ring->OpenPageToken(token, "list|filter|alice"));
  EXPECT_EQ(payload, "after=Jansen");
  EXPECT_THAT(*FromBase64Url(token), Not(HasSubstr("Jansen")));
  EXPECT_THAT(ring->OpenPageToken(token, "list|filter|bob"),
              StatusIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN"));
  for (const char* forged : {"", "x", "AAAA", "not a token"}) {
    EXPECT_THAT(ring->OpenPageToken(forged, "list|filter|alice"),
                StatusIs(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN"));
  }
}

TEST(KeyRingTest, AFieldValueIsNoPageToken) {
  ASSERT_OK_AND_ASSIGN(
      auto ring, Ring(KeyLine("k", "field", '1') + KeyLine("k", "lookup", '2') + KeyLine("k", "page", '3')));
  EXPECT_THAT(ring->OpenPageToken(Base64Url(ring->Encrypt("v", "b")), "b"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(KeyRingTest, NamesTheLineThatIsWrong) {
  EXPECT_THAT(KeyRing::FromFile("/nonexistent/ring"), StatusIs(absl::StatusCode::kNotFound));
  for (const std::string& line :
       {std::string("f2 field abc\n"), std::string("f2 field\n"), KeyLine("f2", "other", '1'),
        KeyLine("F2", "field", '1'), KeyLine("f1", "field", '1'), KeyLine("f2", "field", 'g'),
        "f2 field " + std::string(64, '1') + " more\n"}) {
    const auto ring = Ring("# comment\n\n" + DefaultText() + line);
    EXPECT_THAT(ring, StatusIs(absl::StatusCode::kInvalidArgument, "KEY_RING")) << line;
    EXPECT_THAT(std::string(ring.status().message()), HasSubstr("line 6")) << line;
    EXPECT_THAT(std::string(ring.status().message()), Not(HasSubstr("1111")))
        << "the key stands in the message";
  }
}

TEST(KeyRingTest, NeedsAKeyOfEachPurpose) {
  const auto ring = Ring(KeyLine("f1", "field", '1') + KeyLine("p1", "page", '3'));
  EXPECT_THAT(ring, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(ring.status().message()), HasSubstr("lookup"));
}

}  // namespace
}  // namespace duaal::crypto
