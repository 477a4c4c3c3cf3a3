#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "chassis/rpc/field_rules.h"
#include "chassis/rpc/formats.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace duaal::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int kMaxDepth = 100;  // as protobuf's own limit

// The parser only says that it failed, so the bytes are gone through once more, for the names of the fields.
class Search {
 public:
  // False when the bytes are no message at all.
  bool Walk(const Descriptor* type, std::string_view bytes, const std::string& path, int depth) {
    if (depth > kMaxDepth) return false;
    CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
    std::map<int, int> seen;
    while (const std::uint32_t tag = in.ReadTag()) {
      if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
        if (!WireFormatLite::SkipField(&in, tag)) return false;
        continue;
      }
      std::uint32_t length = 0;
      if (!in.ReadVarint32(&length)) return false;
      const auto at = static_cast<std::size_t>(in.CurrentPosition());
      if (length > bytes.size() - at || !in.Skip(static_cast<int>(length))) return false;
      const FieldDescriptor* field = type->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      if (field != nullptr &&
          !Visit(*field, bytes.substr(at, length), path, seen[field->number()]++, depth)) {
        return false;
      }
    }
    return static_cast<std::size_t>(in.CurrentPosition()) == bytes.size();
  }

  [[nodiscard]] const Violations& violations() const { return violations_; }

 private:
  bool Visit(const FieldDescriptor& field, std::string_view value, const std::string& path, int index,
             int depth) {
    const bool text = field.type() == FieldDescriptor::TYPE_STRING;
    const bool nested = field.type() == FieldDescriptor::TYPE_MESSAGE;
    if (!text && !nested) return true;
    std::string name = absl::StrCat(path, path.empty() ? "" : ".", field.name());
    if (field.is_repeated()) absl::StrAppend(&name, "[", index, "]");
    if (nested) return Walk(field.message_type(), value, name, depth + 1);
    if (!IsValidUtf8(value)) violations_.Add(std::move(name), "BROKEN_UTF8", "Send the text as UTF-8.");
    return true;
  }

  Violations violations_;
};

}  // namespace

Status DescribeParseFailure(const Descriptor* type, std::string_view bytes) {
  Search search;
  search.Walk(type, bytes, "", 0);
  if (!search.violations().empty()) return search.violations().ToStatus();
  return Error(absl::StatusCode::kInvalidArgument, "MALFORMED_REQUEST",
               "Send the request as the message that the interface describes.");
}

}  // namespace duaal::rpc
