#include "gateway/rest/transcoder.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "chassis/core/uuid.h"
#include "gateway/http/url.h"
#include "gateway/rest/json_reader.h"
#include "gateway/rest/json_writer.h"
#include "gateway/rest/well_known.h"

namespace duaal::gateway::rest {
namespace {

using google::protobuf::Message;

constexpr char kRequestId[] = "request_id";
constexpr char kEtag[] = "etag";
constexpr char kUpdateMask[] = "update_mask";
constexpr char kIdempotencyKey[] = "Idempotency-Key";
constexpr char kIfMatch[] = "If-Match";

const FieldShape* TopLevelText(const Shape& shape, std::string_view name) {
  const FieldShape* field = shape.Find(name);
  return field != nullptr && field->kind == Kind::kString && !field->repeated ? field : nullptr;
}

std::string GetText(const Message& message, const FieldShape& field) {
  return message.GetReflection()->GetString(message, field.descriptor);
}

void SetText(const FieldShape& field, std::string_view value, Message* message) {
  message->GetReflection()->SetString(message, field.descriptor, std::string(value));
}

// The message that holds the last field of a path, made where it is not there yet.
Message* Enter(Message* message, const std::vector<const FieldShape*>& fields) {
  for (std::size_t i = 0; i + 1 < fields.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, fields[i]->descriptor);
  }
  return message;
}

// One request on its way to a message.
class RequestReader {
 public:
  RequestReader(const Route& route, const http::Request& request)
      : route_(route), request_(request), shape_(*route.method->input), message_(shape_.prototype->New()) {}

  StatusOr<std::unique_ptr<Message>> Read(const std::vector<std::string>& path_values,
                                          std::string_view query) {
    Body();
    Query(query);
    PathValues(path_values);
    IdempotencyKey();
    IfMatch();
    RETURN_IF_ERROR(violations_.ToStatus());
    return std::move(message_);
  }

 private:
  void Body() {
    if (route_.body_field == nullptr && !route_.body_is_request) {
      if (!request_.body.empty()) violations_.Add("", "UNEXPECTED_BODY", "This address takes no body.");
      return;
    }
    const std::string_view text = request_.body.empty() ? std::string_view("{}") : request_.body;
    if (route_.body_is_request) return ReadJson(text, shape_, message_.get(), &violations_);
    Message* inner = message_->GetReflection()->MutableMessage(message_.get(), route_.body_field->descriptor);
    std::vector<std::string> present;
    ReadJson(text, *route_.body_field->message, inner, &violations_, &present);
    if (route_.verb == "PATCH") DeriveMask(present);
  }

  void DeriveMask(const std::vector<std::string>& present) {
    const FieldShape* field = shape_.Find(kUpdateMask);
    if (field == nullptr || field->kind != Kind::kFieldMask) return;
    Message* mask = message_->GetReflection()->MutableMessage(message_.get(), field->descriptor);
    const auto* paths = mask->GetDescriptor()->FindFieldByNumber(1);
    for (const std::string& path : present) mask->GetReflection()->AddString(mask, paths, path);
  }

  void Query(std::string_view query) {
    const auto pairs = http::SplitQuery(query);
    if (!pairs.has_value()) {
      violations_.Add("", "MALFORMED_QUERY",
                      "The query holds a broken escape, a control character or bad UTF-8.");
      return;
    }
    std::set<std::string> seen;
    for (const auto& [key, value] : *pairs) QueryPair(key, value, &seen);
  }

  void QueryPair(const std::string& key, const std::string& value, std::set<std::string>* seen) {
    const std::vector<const FieldShape*> fields = QueryField(key);
    if (fields.empty()) {
      violations_.Add(key.substr(0, 64), "UNKNOWN_FIELD", "There is no query key of this name.");
      return;
    }
    const FieldShape& field = *fields.back();
    Message* holder = Enter(message_.get(), fields);
    if (seen->insert(key).second) {
      // A mask of the query goes before the one that the body's names gave.
      holder->GetReflection()->ClearField(holder, field.descriptor);
    } else if (!field.repeated) {
      violations_.Add(key, "DUPLICATE_FIELD", "The query key stands twice.");
      return;
    }
    ReadText(value, field, key, holder, &violations_);
  }

  // The field that a query key names; empty when there is none, or when it has another way in.
  std::vector<const FieldShape*> QueryField(const std::string& key) const {
    if (route_.body_is_request) return {};
    std::vector<const FieldShape*> fields = ResolvePath(shape_, key);
    if (fields.empty() || IsHeaderField(*fields.front()) || fields.front() == route_.body_field) return {};
    std::string name;
    for (const FieldShape* field : fields) name += (name.empty() ? "" : ".") + field->json_name;
    const FieldShape& last = *fields.back();
    if (name != key || last.map || last.kind == Kind::kMessage || last.output_only) return {};
    const bool in_path = std::any_of(route_.variables.begin(), route_.variables.end(),
                                     [&](const PathVariable& variable) { return variable.json_path == key; });
    if (in_path) return {};
    return fields;
  }

  void PathValues(const std::vector<std::string>& values) {
    for (std::size_t i = 0; i < route_.variables.size(); ++i) {
      const PathVariable& variable = route_.variables[i];
      const FieldShape& field = *variable.fields.back();
      Message* holder = Enter(message_.get(), variable.fields);
      const std::string name = PublicName(route_, variable.path);
      if (field.kind == Kind::kString) {
        const std::string in_body = GetText(*holder, field);
        if (!in_body.empty() && in_body != values[i]) {
          violations_.Add(name, "MISMATCH", "The body names another value than the address.");
        }
      }
      ReadText(values[i], field, name, holder, &violations_);
    }
  }

  void IdempotencyKey() {
    const FieldShape* field = TopLevelText(shape_, kRequestId);
    if (field == nullptr) return;
    const std::optional<std::string_view> header = request_.Find(kIdempotencyKey);
    const std::string in_body = GetText(*message_, *field);
    if (!header.has_value()) {
      if (in_body.empty()) SetText(*field, Uuid::NewV7().ToString(), message_.get());
      return;
    }
    if (!CheckHeader(kIdempotencyKey, *header)) return;
    if (!in_body.empty() && in_body != *header) {
      violations_.Add(kIdempotencyKey, "MISMATCH", "The body names another request id than the header.");
    }
    SetText(*field, *header, message_.get());
  }

  void IfMatch() {
    const FieldShape* field = TopLevelText(shape_, kEtag);
    const std::optional<std::string_view> header = request_.Find(kIfMatch);
    if (!header.has_value() || route_.verb == "GET") return;
    if (field == nullptr) {
      // Passing over it would let the caller believe that the write was guarded.
      violations_.Add(kIfMatch, "NOT_SUPPORTED",
                      "This address does not compare versions; leave the header out.");
      return;
    }
    if (!CheckHeader(kIfMatch, *header)) return;
    const std::string in_body = GetText(*message_, *field);
    if (!in_body.empty() && in_body != *header) {
      violations_.Add(kIfMatch, "MISMATCH", "The body names another version than the header.");
    }
    SetText(*field, *header, message_.get());
  }

  bool CheckHeader(const char* name, std::string_view value) {
    const std::size_t before = violations_.list().size();
    if (request_.Count(name) > 1) violations_.Add(name, "DUPLICATE_FIELD", "The header stands twice.");
    if (value.empty()) violations_.Add(name, "BAD_FORMAT", "The header is empty.");
    if (value.size() > kIdempotencyKeyMost) {
      violations_.Add(name, "TOO_LONG", "The header holds more than 128 characters.");
    }
    if (!http::IsUtf8(value)) violations_.Add(name, "BAD_FORMAT", "The header is not UTF-8.");
    return violations_.list().size() == before;
  }

  const Route& route_;
  const http::Request& request_;
  const Shape& shape_;
  std::unique_ptr<Message> message_;
  Violations violations_;
};

// Whether `If-None-Match` names the tag: a list of tags, weak or strong, or `*`.
bool NamesTag(std::string_view header, std::string_view etag) {
  while (!header.empty()) {
    const std::size_t comma = header.find(',');
    std::string_view one = header.substr(0, comma);
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
    while (!one.empty() && (one.front() == ' ' || one.front() == '\t')) one.remove_prefix(1);
    while (!one.empty() && (one.back() == ' ' || one.back() == '\t')) one.remove_suffix(1);
    if (one.substr(0, 2) == "W/") one.remove_prefix(2);
    if (one == "*" || one == etag) return true;
  }
  return false;
}

}  // namespace

bool IsHeaderField(const FieldShape& field) {
  return field.descriptor->name() == kRequestId || field.descriptor->name() == kEtag;
}

std::string PublicName(const Route& route, const std::string& field) {
  if (field == kRequestId) return kIdempotencyKey;
  if (field == kEtag) return kIfMatch;
  std::string_view path = field;
  if (route.body_field != nullptr) {
    const std::string prefix = route.body_field->descriptor->name() + ".";
    if (path.substr(0, prefix.size()) == prefix) path.remove_prefix(prefix.size());
  }
  return ToLowerCamel(path);
}

StatusOr<std::unique_ptr<Message>> ReadRequest(const Route& route,
                                               const std::vector<std::string>& path_values,
                                               std::string_view query, const http::Request& request) {
  return RequestReader(route, request).Read(path_values, query);
}

http::Response WriteResponse(const Route& route, const http::Request& request, const Message& message) {
  http::Response response;
  const FieldShape* etag_field = TopLevelText(*route.method->output, kEtag);
  if (etag_field != nullptr) {
    const std::string etag = GetText(message, *etag_field);
    const std::optional<std::string_view> known = request.Find("If-None-Match");
    if (!etag.empty()) response.Add("ETag", etag);
    if (!etag.empty() && route.verb == "GET" && known.has_value() && NamesTag(*known, etag)) {
      response.status = 304;
      return response;
    }
  }
  if (route.creates) {
    response.status = 201;
    if (route.location_field != nullptr) {
      const std::string key = GetText(message, *route.location_field);
      if (!key.empty()) response.Add("Location", route.location_prefix + http::PercentEncode(key));
    }
  }
  response.Add("Content-Type", "application/json");
  response.body.reserve(512);
  WriteJson(*route.method->output, message, &response.body);
  return response;
}

}  // namespace duaal::gateway::rest
