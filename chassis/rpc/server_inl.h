#ifndef CHASSIS_RPC_SERVER_INL_H_
#define CHASSIS_RPC_SERVER_INL_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chassis/rpc/server.h"

// Turns typed handlers into ones over google::protobuf::Message, so that gRPC's headers stay inside
// chassis/rpc. Not for use by services.
namespace duaal::rpc::internal {

using google::protobuf::Message;

struct UnaryEntry {
  const Message* request = nullptr;  // prototypes
  const Message* response = nullptr;
  std::function<Status(const Call&, const Message& request, Message* response)> run;
};

// One open client or bidirectional stream: collects a batch, hands it over, keeps the responses.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  virtual Message* AddRequest() = 0;
  [[nodiscard]] virtual std::size_t requests() const = 0;
  [[nodiscard]] virtual const Message& request(std::size_t index) const = 0;
  virtual Status OnBatch(const std::vector<Status>& checks) = 0;
  virtual Status OnEnd() = 0;
  [[nodiscard]] virtual std::size_t responses() const = 0;
  [[nodiscard]] virtual const Message& response(std::size_t index) const = 0;
  // Forgets the batch and its responses.
  virtual void Clear() = 0;
};

struct StreamEntry {
  const Message* request = nullptr;
  const Message* response = nullptr;
  std::function<StatusOr<std::unique_ptr<OpenStream>>(std::shared_ptr<const Call>)> open;
};

struct SourceEntry {
  const Message* request = nullptr;
  const Message* response = nullptr;
  std::function<StatusOr<std::function<StatusOr<bool>(Message*)>>(std::shared_ptr<const Call>,
                                                                  const Message&)>
      open;
};

template <typename Request, typename Response>
class TypedStream final : public OpenStream {
 public:
  explicit TypedStream(std::unique_ptr<StreamHandler<Request, Response>> handler)
      : handler_(std::move(handler)) {
    batch_.reserve(Server::kStreamBatch);  // pointers from AddRequest stay valid
  }
  Message* AddRequest() override { return &batch_.emplace_back(); }
  [[nodiscard]] std::size_t requests() const override { return batch_.size(); }
  [[nodiscard]] const Message& request(std::size_t index) const override { return batch_[index]; }
  Status OnBatch(const std::vector<Status>& checks) override {
    return handler_->OnBatch(batch_, checks, &out_);
  }
  Status OnEnd() override { return handler_->OnEnd(&out_); }
  [[nodiscard]] std::size_t responses() const override { return out_.size(); }
  [[nodiscard]] const Message& response(std::size_t index) const override { return out_[index]; }
  void Clear() override {
    batch_.clear();
    out_.clear();
  }

 private:
  std::unique_ptr<StreamHandler<Request, Response>> handler_;
  std::vector<Request> batch_;
  std::vector<Response> out_;
};

}  // namespace duaal::rpc::internal

namespace duaal::rpc {

template <typename Request, typename Response>
void Server::Unary(const std::string& method, UnaryHandler<Request, Response> handler) {
  using google::protobuf::Message;
  Add(method,
      internal::UnaryEntry{
          &Request::default_instance(), &Response::default_instance(),
          [handler = std::move(handler)](const Call& call, const Message& request, Message* response) {
            StatusOr<Response> answer = handler(call, static_cast<const Request&>(request));
            if (!answer.ok()) return std::move(answer).status();
            *static_cast<Response*>(response) = *std::move(answer);
            return absl::OkStatus();
          }});
}

template <typename Request, typename Response>
void Server::Stream(const std::string& method, StreamFactory<Request, Response> factory) {
  Add(method, internal::StreamEntry{
                  &Request::default_instance(), &Response::default_instance(),
                  [factory = std::move(factory)](
                      std::shared_ptr<const Call> call) -> StatusOr<std::unique_ptr<internal::OpenStream>> {
                    ASSIGN_OR_RETURN(auto handler, factory(std::move(call)));
                    return std::make_unique<internal::TypedStream<Request, Response>>(std::move(handler));
                  }});
}

template <typename Request, typename Response>
void Server::Source(const std::string& method, SourceFactory<Request, Response> factory) {
  using google::protobuf::Message;
  using Step = std::function<StatusOr<bool>(Message*)>;
  Add(method,
      internal::SourceEntry{
          &Request::default_instance(), &Response::default_instance(),
          [factory = std::move(factory)](std::shared_ptr<const Call> call,
                                         const Message& request) -> StatusOr<Step> {
            ASSIGN_OR_RETURN(auto step, factory(std::move(call), static_cast<const Request&>(request)));
            return Step([step = std::move(step)](Message* out) { return step(static_cast<Response*>(out)); });
          }});
}

}  // namespace duaal::rpc

#endif  // CHASSIS_RPC_SERVER_INL_H_
