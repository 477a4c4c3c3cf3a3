#ifndef CHASSIS_RPC_METHOD_H_
#define CHASSIS_RPC_METHOD_H_

#include <string>
#include <variant>
#include <vector>

#include "chassis/auth/principal.h"
#include "chassis/processing_log/record.h"
#include "chassis/rpc/field_collector.h"
#include "chassis/rpc/field_rules.h"
#include "chassis/rpc/server.h"
#include "chassis/rpc/server_options.h"
#include "duaal/api/v1/options.pb.h"
#include "google/protobuf/descriptor.h"

namespace duaal::rpc {

using Handler = std::variant<internal::UnaryEntry, internal::StreamEntry, internal::SourceEntry>;

// A registered method with everything that its calls need, worked out once.
class Method {
 public:
  // Ends the process when `name` is no method of the linked protos, or one of other types or another kind
  // of streaming than the handler's.
  Method(std::string name, Handler handler);

  // Nothing, or what is missing in the method's options: then the server must not start.
  [[nodiscard]] std::string Fault() const;
  [[nodiscard]] MethodInfo Info() const;

  // May this caller call? `peer` is the common name of its certificate; `principal` is null when the
  // method needs none.
  //
  // PERMISSION_DENIED: CALLER_NOT_ALLOWED, PERMISSION_MISSING or PURPOSE_NOT_ALLOWED.
  [[nodiscard]] Status CheckAccess(const std::string& peer, const auth::Principal* principal) const;
  [[nodiscard]] bool needs_token() const { return access_.scope() != api::v1::SCOPE_PUBLIC; }

  // Adds the people that a message names, as often as it does.
  void AddSubjects(const google::protobuf::Message& message, std::vector<Uuid>& subjects) const;
  // Adds the municipalities that a message names.
  void AddMunicipalities(const google::protobuf::Message& message, std::vector<std::string>& codes) const;
  // Whether request or response can name people.
  [[nodiscard]] bool logs() const { return !request_subjects_.empty() || !response_subjects_.empty(); }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& path() const { return path_; }  // `/duaal.intake.v1.X/Y`
  [[nodiscard]] const google::protobuf::MethodDescriptor& descriptor() const { return *descriptor_; }
  [[nodiscard]] const api::v1::Access& access() const { return access_; }
  [[nodiscard]] const FieldRules& rules() const { return rules_; }
  [[nodiscard]] const Handler& handler() const { return handler_; }
  // Number of the request's `request_id`; 0 when it has none.
  [[nodiscard]] int request_id_field() const { return request_id_field_; }

  CallObserver observer;  // may be empty

 private:
  std::string name_;
  std::string path_;
  Handler handler_;
  const google::protobuf::MethodDescriptor* descriptor_;
  api::v1::Access access_;
  FieldRules rules_;
  FieldCollector request_subjects_;
  FieldCollector response_subjects_;
  FieldCollector request_municipalities_;
  FieldCollector response_municipalities_;
  int request_id_field_ = 0;
};

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_METHOD_H_
