#include "chassis/core/status.h"

#include <utility>

#include "absl/strings/cord.h"

namespace duaal {
namespace {

constexpr char kPayload[] = "duaal/error";

// The details travel in a payload as length-prefixed texts, because core knows no proto.
void Put(std::string& out, const std::string& text) {
  out += std::to_string(text.size());
  out += ':';
  out += text;
}

class Reader {
 public:
  explicit Reader(std::string data) : data_(std::move(data)) {}

  std::string Next() {
    const std::size_t colon = data_.find(':', at_);
    if (colon == std::string::npos) {
      at_ = data_.size();
      return {};
    }
    const std::size_t size = std::stoul(data_.substr(at_, colon - at_));
    std::string text = data_.substr(colon + 1, size);
    at_ = colon + 1 + size;
    return text;
  }
  [[nodiscard]] bool Done() const { return at_ >= data_.size(); }

 private:
  std::string data_;
  std::size_t at_ = 0;
};

std::string Encode(const ErrorDetails& details) {
  std::string out;
  Put(out, details.reason);
  Put(out, std::to_string(details.metadata.size()));
  for (const auto& [key, value] : details.metadata) {
    Put(out, key);
    Put(out, value);
  }
  for (const FieldViolation& violation : details.violations) {
    Put(out, violation.field);
    Put(out, violation.reason);
    Put(out, violation.description);
  }
  return out;
}

ErrorDetails Decode(std::string data) {
  Reader reader(std::move(data));
  ErrorDetails details;
  details.reason = reader.Next();
  const std::string count = reader.Next();
  for (std::size_t left = count.empty() ? 0 : std::stoul(count); left > 0; --left) {
    std::string key = reader.Next();
    details.metadata[std::move(key)] = reader.Next();
  }
  while (!reader.Done()) {
    FieldViolation violation;
    violation.field = reader.Next();
    violation.reason = reader.Next();
    violation.description = reader.Next();
    details.violations.push_back(std::move(violation));
  }
  return details;
}

}  // namespace

Status Error(absl::StatusCode code, const std::string& reason, const std::string& message,
             std::map<std::string, std::string> metadata, std::vector<FieldViolation> violations) {
  Status status(code, message);
  status.SetPayload(kPayload, absl::Cord(Encode({reason, std::move(metadata), std::move(violations)})));
  return status;
}

ErrorDetails DetailsOf(const Status& status) {
  const auto payload = status.GetPayload(kPayload);
  return payload.has_value() ? Decode(std::string(*payload)) : ErrorDetails{};
}

bool HasReason(const Status& status, const std::string& reason) {
  return !status.ok() && DetailsOf(status).reason == reason;
}

void Violations::Add(std::string field, std::string reason, std::string description) {
  list_.push_back({std::move(field), std::move(reason), std::move(description)});
}

bool Violations::Absorb(const Status& status) {
  ErrorDetails details = DetailsOf(status);
  for (FieldViolation& violation : details.violations) list_.push_back(std::move(violation));
  return !details.violations.empty();
}

Status Violations::ToStatus() const {
  if (list_.empty()) return absl::OkStatus();
  const std::string count =
      list_.size() == 1 ? "1 field needs" : std::to_string(list_.size()) + " fields need";
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS",
               count + " another value; each is named with what to do.", {}, list_);
}

Status NotFound(const std::string& what) {
  return Error(
      absl::StatusCode::kNotFound, "NOT_FOUND",
      what + " is not known, or not within your mandates. Check the id and the municipality of your token.");
}

Status EtagMismatch() {
  return Error(
      absl::StatusCode::kAborted, "ETAG_MISMATCH",
      "Someone changed this first. Read it again, look at the change, and send yours with the new etag.");
}

}  // namespace duaal
