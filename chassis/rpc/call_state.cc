#include "chassis/rpc/call_state.h"

#include <algorithm>
#include <utility>

#include "chassis/crypto/crypto.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/wire_format_lite.h"

namespace duaal::rpc {
namespace {

constexpr absl::Duration kDefaultTime = absl::Seconds(10);

}  // namespace

CallState::CallState(const Method& method, const Clock& clock)
    : method_(method), clock_(clock), arrived_(absl::Now()), now_ns_(absl::ToUnixNanos(clock.Now())) {}

const auth::Principal& CallState::principal() const {
  static const auth::Principal nobody;  // of public methods
  return principal_ == nullptr ? nobody : *principal_;
}

const std::string& CallState::body_hash() const {
  if (body_hash_.empty() && request_ != nullptr)
    body_hash_ = HashWithout(*request_, method_.request_id_field());
  return body_hash_;
}

void CallState::set_deadline(absl::Time deadline) {
  has_deadline_ = deadline < arrived_ + absl::Hours(24 * 365);
  deadline_ns_ = absl::ToUnixNanos(has_deadline_ ? deadline : arrived_ + kDefaultTime);
}

bool CallState::gone() const { return cancelled_ || (context_ != nullptr && context_->IsCancelled()); }

void CallState::BeginStep() {
  now_ns_ = absl::ToUnixNanos(clock_.Now());
  if (!has_deadline_) deadline_ns_ = absl::ToUnixNanos(absl::Now() + kDefaultTime);
}

Status CallState::StillWanted() const {
  // A stream without a deadline has none that could pass while it is idle.
  const bool can_pass = has_deadline_ || !gone();
  if (can_pass && absl::Now() >= deadline()) {
    return Error(absl::StatusCode::kDeadlineExceeded, "DEADLINE_PASSED", "The time for this call is up.");
  }
  if (gone()) return Error(absl::StatusCode::kCancelled, "CALLER_GONE", "The caller cancelled the call.");
  return absl::OkStatus();
}

void CallState::Report(const Status& status) const {
  if (!method_.observer) return;
  method_.observer(CallReport{status, absl::Now() - arrived_, principal_.get(), trace_id_});
}

processing_log::Record CallState::MakeRecord(absl::StatusCode status, std::vector<Uuid> subjects,
                                             const std::vector<std::string>& municipalities) const {
  processing_log::Record record;
  record.time = absl::Now();
  record.principal_kind = principal().kind;
  record.principal_id = principal().id;
  record.organisation_id = principal().organisation_id;
  if (municipalities.size() == 1) {
    record.municipality_code = municipalities.front();
  } else if (municipalities.empty() && principal().mandates.size() == 1) {
    record.municipality_code = principal().mandates.front().municipality_code;
  }
  record.method = method_.name();
  record.processing_activity = method_.access().processing_activity();
  record.purpose = principal().purpose;
  record.trace_id = trace_id_;
  record.status = status;
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  record.subjects = std::move(subjects);
  return record;
}

std::string HashWithout(const google::protobuf::Message& message, int skipped_field) {
  using google::protobuf::internal::WireFormatLite;
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  if (skipped_field == 0) return crypto::Sha256(bytes);
  // Cutting the field out of the bytes is cheaper than copying the message without it.
  std::string kept;
  kept.reserve(bytes.size());
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                            static_cast<int>(bytes.size()));
  for (std::size_t from = 0; from < bytes.size();) {
    const std::uint32_t tag = in.ReadTag();
    if (tag == 0 || !WireFormatLite::SkipField(&in, tag)) break;
    const auto to = static_cast<std::size_t>(in.CurrentPosition());
    if (WireFormatLite::GetTagFieldNumber(tag) != skipped_field) kept.append(bytes, from, to - from);
    from = to;
  }
  return crypto::Sha256(kept);
}

}  // namespace duaal::rpc
