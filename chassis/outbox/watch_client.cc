#include "chassis/outbox/watch_client.h"

#include <utility>

#include "chassis/auth/internal_token.h"
#include "chassis/rpc/status.h"
#include "duaal/feed/v1/feed_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace duaal::outbox::internal {

struct WatchClient::Impl {
  enum Tag : std::intptr_t { kStarted = 1, kRead, kFinished };

  static void* TagOf(Tag tag) { return reinterpret_cast<void*>(static_cast<std::intptr_t>(tag)); }

  std::unique_ptr<feed::v1::FeedService::Stub> stub;
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  std::unique_ptr<grpc::ClientAsyncReader<feed::v1::WatchResponse>> reader;
  feed::v1::WatchResponse arriving;
  grpc::Status end;
};

WatchClient::WatchClient(const std::shared_ptr<grpc::Channel>& channel, const std::string& token,
                         std::int64_t after_position)
    : impl_(std::make_unique<Impl>()) {
  impl_->stub = feed::v1::FeedService::NewStub(channel);
  if (!token.empty()) impl_->context.AddMetadata(auth::kTokenMetadataKey, token);
  feed::v1::WatchRequest request;
  request.set_after_position(after_position);
  impl_->reader =
      impl_->stub->AsyncWatch(&impl_->context, request, &impl_->queue, Impl::TagOf(Impl::kStarted));
}

WatchClient::~WatchClient() {
  // What is under way writes into `impl_`, so it is waited for.
  impl_->context.TryCancel();
  impl_->queue.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (impl_->queue.Next(&tag, &ok)) {
  }
}

WatchClient::News WatchClient::Next(absl::Duration timeout, feed::v1::WatchResponse* message) {
  const auto deadline = absl::ToChronoTime(absl::Now() + timeout);
  while (true) {
    void* tag = nullptr;
    bool ok = false;
    if (impl_->queue.AsyncNext(&tag, &ok, deadline) != grpc::CompletionQueue::GOT_EVENT) return News::kNone;
    if (tag == Impl::TagOf(Impl::kFinished)) {
      status_ = impl_->end.ok() ? Error(absl::StatusCode::kUnavailable, "FEED_ENDED",
                                        "The feed's owner ended the stream.")
                                : rpc::FromGrpc(impl_->end);
      return News::kEnd;
    }
    if (!ok) {
      impl_->reader->Finish(&impl_->end, Impl::TagOf(Impl::kFinished));
      continue;
    }
    const bool arrived = tag == Impl::TagOf(Impl::kRead);
    if (arrived) *message = std::exchange(impl_->arriving, {});
    impl_->reader->Read(&impl_->arriving, Impl::TagOf(Impl::kRead));
    if (arrived) return News::kMessage;
  }
}

}  // namespace duaal::outbox::internal
