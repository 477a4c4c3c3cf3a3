#include "chassis/outbox/watch_client.h"

#include <atomic>
#include <utility>

#include "chassis/auth/internal_token.h"
#include "chassis/core/mutex.h"
#include "chassis/rpc/status.h"
#include "duaal/feed/v1/feed_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace duaal::outbox::internal {

using feed::v1::WatchResponse;

// Reads one message ahead. gRPC's own threads bring it: a completion queue of our own would make the reader's
// thread one more that waits for the traffic of the whole process.
class WatchClient::Stream final : public grpc::ClientReadReactor<WatchResponse> {
 public:
  Stream(const std::shared_ptr<grpc::Channel>& channel, const std::string& token, std::int64_t after_position)
      : stub_(feed::v1::FeedService::NewStub(channel)) {
    if (!token.empty()) context_.AddMetadata(auth::kTokenMetadataKey, token);
    request_.set_after_position(after_position);
    stub_->async()->Watch(&context_, &request_, this);
    AddHold();  // for the reads that begin outside of OnReadDone
    StartRead(&arriving_);
    StartCall();
  }

  // gRPC writes into this object until the call has ended.
  ~Stream() override {
    context_.TryCancel();
    Release();
    const MutexLock lock(mutex_);
    while (!ended_) changed_.Wait(mutex_);
  }

  News Next(SteadyTime until, WatchResponse* message) {
    {
      const MutexLock lock(mutex_);
      while (!arrived_ && !ended_) {
        if (!changed_.WaitUntil(mutex_, until)) return News::kNone;
      }
      if (!arrived_) return News::kEnd;
      *message = std::exchange(arriving_, {});
      arrived_ = false;
    }
    StartRead(&arriving_);
    return News::kMessage;
  }

  // Of an ended stream.
  [[nodiscard]] Status status() const {
    const MutexLock lock(mutex_);
    if (end_.ok())
      return Error(absl::StatusCode::kUnavailable, "FEED_ENDED", "The feed's owner ended the stream.");
    return rpc::FromGrpc(end_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Release();
    const MutexLock lock(mutex_);
    arrived_ = true;
    changed_.NotifyAll();
  }

  // The last that gRPC does with this object.
  void OnDone(const grpc::Status& status) override {
    const MutexLock lock(mutex_);
    end_ = status;
    ended_ = true;
    changed_.NotifyAll();
  }

  void Release() {
    if (!released_.exchange(true)) RemoveHold();
  }

  const std::unique_ptr<feed::v1::FeedService::Stub> stub_;
  grpc::ClientContext context_;
  feed::v1::WatchRequest request_;
  std::atomic<bool> released_{false};
  mutable Mutex mutex_;
  CondVar changed_;
  WatchResponse arriving_;  // gRPC's while a read is under way, the reader's once `arrived_`
  bool arrived_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::Status end_ ABSL_GUARDED_BY(mutex_);
};

WatchClient::WatchClient(const std::shared_ptr<grpc::Channel>& channel, const std::string& token,
                         std::int64_t after_position)
    : stream_(std::make_unique<Stream>(channel, token, after_position)) {}

WatchClient::~WatchClient() = default;

WatchClient::News WatchClient::Next(absl::Duration timeout, WatchResponse* message) {
  const News news = stream_->Next(SteadyAfter(timeout), message);
  if (news == News::kEnd) status_ = stream_->status();
  return news;
}

}  // namespace duaal::outbox::internal
