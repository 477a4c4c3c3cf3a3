#include "chassis/rpc/reflection.h"

#include <set>
#include <utility>

#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "grpcpp/impl/codegen/proto_utils.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/support/server_callback.h"

namespace duaal::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using grpc::reflection::v1alpha::ServerReflectionRequest;
using grpc::reflection::v1alpha::ServerReflectionResponse;

constexpr char kMethod[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

struct Catalogue {
  const DescriptorPool* pool;
  std::vector<std::string> services;
};

// The file and all that it imports, each once, so that one answer is enough for a client.
void AddFile(const FileDescriptor& file, std::set<const FileDescriptor*>& added,
             ServerReflectionResponse& response) {
  if (!added.insert(&file).second) return;
  FileDescriptorProto proto;
  file.CopyTo(&proto);
  response.mutable_file_descriptor_response()->add_file_descriptor_proto(proto.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), added, response);
}

void GiveFile(const FileDescriptor* file, ServerReflectionResponse& response) {
  if (file == nullptr) {
    auto& error = *response.mutable_error_response();
    error.set_error_code(grpc::StatusCode::NOT_FOUND);
    error.set_error_message("No such file, symbol or extension.");
    return;
  }
  std::set<const FileDescriptor*> added;
  AddFile(*file, added, response);
}

void GiveExtensionNumbers(const DescriptorPool& pool, const std::string& type,
                          ServerReflectionResponse& response) {
  const google::protobuf::Descriptor* message = pool.FindMessageTypeByName(type);
  if (message == nullptr) return GiveFile(nullptr, response);
  std::vector<const google::protobuf::FieldDescriptor*> extensions;
  pool.FindAllExtensions(message, &extensions);
  auto& numbers = *response.mutable_all_extension_numbers_response();
  numbers.set_base_type_name(type);
  for (const auto* extension : extensions) numbers.add_extension_number(extension->number());
}

const FileDescriptor* FileOfExtension(const DescriptorPool& pool, const std::string& type, int number) {
  const google::protobuf::Descriptor* message = pool.FindMessageTypeByName(type);
  if (message == nullptr) return nullptr;
  const auto* extension = pool.FindExtensionByNumber(message, number);
  return extension == nullptr ? nullptr : extension->file();
}

void Reply(const Catalogue& catalogue, const ServerReflectionRequest& request,
           ServerReflectionResponse& response) {
  response.Clear();
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  const DescriptorPool& pool = *catalogue.pool;
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kListServices:
      for (const std::string& name : catalogue.services) {
        response.mutable_list_services_response()->add_service()->set_name(name);
      }
      return;
    case ServerReflectionRequest::kFileByFilename:
      return GiveFile(pool.FindFileByName(request.file_by_filename()), response);
    case ServerReflectionRequest::kFileContainingSymbol:
      return GiveFile(pool.FindFileContainingSymbol(request.file_containing_symbol()), response);
    case ServerReflectionRequest::kFileContainingExtension: {
      const auto& extension = request.file_containing_extension();
      return GiveFile(FileOfExtension(pool, extension.containing_type(), extension.extension_number()),
                      response);
    }
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      return GiveExtensionNumbers(pool, request.all_extension_numbers_of_type(), response);
    default: {
      auto& error = *response.mutable_error_response();
      error.set_error_code(grpc::StatusCode::INVALID_ARGUMENT);
      error.set_error_message("Ask for something.");
    }
  }
}

// One question, one answer, until the client closes.
class Conversation final : public grpc::ServerBidiReactor<ServerReflectionRequest, ServerReflectionResponse> {
 public:
  explicit Conversation(const Catalogue& catalogue) : catalogue_(catalogue) { StartRead(&request_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    Reply(catalogue_, request_, response_);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  const Catalogue& catalogue_;
  ServerReflectionRequest request_;
  ServerReflectionResponse response_;
};

class ReflectionService final : public grpc::Service {
 public:
  explicit ReflectionService(Catalogue catalogue) : catalogue_(std::move(catalogue)) {
    AddMethod(
        new grpc::internal::RpcServiceMethod(kMethod, grpc::internal::RpcMethod::BIDI_STREAMING, nullptr));
    MarkMethodCallback(
        0, new grpc::internal::CallbackBidiHandler<ServerReflectionRequest, ServerReflectionResponse>(
               [this](grpc::CallbackServerContext*) { return new Conversation(catalogue_); }));
  }

 private:
  const Catalogue catalogue_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeReflectionService(const DescriptorPool* pool,
                                                     std::vector<std::string> services) {
  return std::make_unique<ReflectionService>(Catalogue{pool, std::move(services)});
}

}  // namespace duaal::rpc
