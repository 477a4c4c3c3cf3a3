#include "chassis/metrics/metrics.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "chassis/metrics/endpoint.h"
#include "chassis/testing/status_matchers.h"

namespace duaal::metrics {
namespace {

using duaal::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(RegistryTest, ShowsCountersGaugesAndHistograms) {
  Registry registry;
  const Counter calls =
      registry.Counters("duaal_calls_total", "Calls.").With({{"method", "Get"}, {"code", "OK"}});
  calls.Increment();
  calls.Increment(2);
  registry.Gauges("duaal_queue_calls", "Waiting calls.").With({}).Set(4);
  const HistogramFamily family = registry.Histograms("duaal_call_seconds", "Time per call.", {0.1, 1});
  family.With({{"method", "Get"}}).Observe(0.05);
  family.With({{"method", "Get"}}).Observe(5);
  EXPECT_EQ(calls.value(), 3);
  const std::string text = registry.Text();
  EXPECT_THAT(text, HasSubstr("# HELP duaal_calls_total Calls.\n# TYPE duaal_calls_total counter\n"));
  EXPECT_THAT(text, HasSubstr("duaal_calls_total{code=\"OK\",method=\"Get\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("duaal_queue_calls 4\n"));
  EXPECT_THAT(text, HasSubstr("duaal_call_seconds_bucket{method=\"Get\",le=\"0.1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("duaal_call_seconds_bucket{method=\"Get\",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("duaal_call_seconds_count{method=\"Get\"} 2\n"));
}

TEST(RegistryTest, TheSameNameAndLabelsAreTheSameSeries) {
  Registry registry;
  registry.Counters("duaal_calls_total", "Calls.").With({{"code", "OK"}}).Increment();
  registry.Counters("duaal_calls_total", "Calls.").With({{"code", "OK"}}).Increment();
  EXPECT_EQ(registry.Counters("duaal_calls_total", "Calls.").With({{"code", "OK"}}).value(), 2);
}

TEST(RegistryTest, AsksAnObservedGaugeAtEachReading) {
  Registry registry;
  double lag = 1;
  registry.Observe("duaal_feed_lag_seconds", "Lag.", {{"feed", "intake-svc"}}, [&] { return lag; });
  EXPECT_THAT(registry.Text(), HasSubstr("duaal_feed_lag_seconds{feed=\"intake-svc\"} 1\n"));
  lag = 2.5;
  EXPECT_THAT(registry.Text(), HasSubstr("duaal_feed_lag_seconds{feed=\"intake-svc\"} 2.5\n"));
}

TEST(RegistryTest, TwoRegistriesAreApart) {
  Registry one, other;
  one.Counters("duaal_calls_total", "Calls.").With({}).Increment();
  EXPECT_THAT(other.Text(), Not(HasSubstr("duaal_calls_total")));
}

TEST(RegistryTest, CountsFromManyThreads) {
  Registry registry;
  const CounterFamily family = registry.Counters("duaal_calls_total", "Calls.");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) family.With({{"code", "OK"}}).Increment();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(family.With({{"code", "OK"}}).value(), 4000);
}

// A client of one connection.
class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(static_cast<const void*>(&address)),
                        sizeof(address)),
              0);
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void Send(const std::string& text) const {
    EXPECT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }
  // All until the server closes.
  [[nodiscard]] std::string ReadAll() const {
    std::string out;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::recv(socket_, buffer, sizeof(buffer), 0)) > 0;) {
      out.append(buffer, static_cast<std::size_t>(n));
    }
    return out;
  }
  // Until `end` was seen.
  [[nodiscard]] std::string ReadUntil(const std::string& end) const {
    std::string out;
    char c = 0;
    while (!out.ends_with(end) && ::recv(socket_, &c, 1, 0) == 1) out.push_back(c);
    return out;
  }

 private:
  int socket_;
};

class EndpointTest : public ::testing::Test {
 protected:
  EndpointTest() {
    auto endpoint = Endpoint::Start("127.0.0.1:0", registry_, [this]() -> Status {
      if (ready_) return absl::OkStatus();
      return Error(absl::StatusCode::kUnavailable, "DRAINING", "The process is draining.");
    });
    EXPECT_OK(endpoint);
    endpoint_ = *std::move(endpoint);
  }

  [[nodiscard]] std::string Call(const std::string& method, const std::string& target) const {
    const Client client(endpoint_->port());
    client.Send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return client.ReadAll();
  }
  [[nodiscard]] std::string Get(const std::string& target) const { return Call("GET", target); }

  Registry registry_;
  std::atomic<bool> ready_{true};
  std::unique_ptr<Endpoint> endpoint_;
};

TEST_F(EndpointTest, ServesTheMetrics) {
  registry_.Counters("duaal_calls_total", "Calls.").With({}).Increment();
  const std::string answer = Get("/metrics");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(answer, HasSubstr("text/plain; version=0.0.4"));
  EXPECT_THAT(answer, HasSubstr("duaal_calls_total 1"));
}

TEST_F(EndpointTest, IsReadyOnlyWhileTheCallbackSaysSoButAlwaysAlive) {
  EXPECT_THAT(Get("/readyz"), StartsWith("HTTP/1.1 200"));
  ready_ = false;
  const std::string answer = Get("/readyz?verbose");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answer, HasSubstr("The process is draining."));
  EXPECT_THAT(Get("/livez"), StartsWith("HTTP/1.1 200"));
}

TEST_F(EndpointTest, RefusesWhatItDoesNotServe) {
  EXPECT_THAT(Get("/"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Get("/metricsx"), StartsWith("HTTP/1.1 404"));
  EXPECT_THAT(Call("POST", "/metrics"), StartsWith("HTTP/1.1 405"));
  const Client client(endpoint_->port());
  client.Send("nonsense\r\n\r\n");
  EXPECT_THAT(client.ReadAll(), StartsWith("HTTP/1.1 400"));
}

TEST_F(EndpointTest, AnswersHeadWithoutABody) {
  const std::string answer = Call("HEAD", "/livez");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(EndpointTest, KeepsAConnectionForTheNextRequest) {
  const Client client(endpoint_->port());
  for (int i = 0; i < 3; ++i) {
    client.Send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(client.ReadUntil("live\n"), HasSubstr("200 OK"));
  }
}

TEST_F(EndpointTest, AnswersWhileSilentClientsHoldConnections) {
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 40; ++i) silent.push_back(std::make_unique<Client>(endpoint_->port()));
  EXPECT_THAT(Get("/livez"), StartsWith("HTTP/1.1 200"));
}

TEST_F(EndpointTest, StopsWithOpenConnections) {
  const Client client(endpoint_->port());
  client.Send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.ReadUntil("live\n"), HasSubstr("200 OK"));
  endpoint_.reset();
  EXPECT_EQ(client.ReadAll(), "");
}

TEST_F(EndpointTest, TellsAnAddressThatItCannotHave) {
  const auto ready = [] { return absl::OkStatus(); };
  EXPECT_THAT(Endpoint::Start("127.0.0.1:" + std::to_string(endpoint_->port()), registry_, ready),
              StatusIs(absl::StatusCode::kUnavailable, "LISTEN"));
  EXPECT_THAT(Endpoint::Start("127.0.0.1", registry_, ready),
              StatusIs(absl::StatusCode::kInvalidArgument, "ADDRESS"));
  EXPECT_THAT(Endpoint::Start("nowhere.example:0", registry_, ready),
              StatusIs(absl::StatusCode::kInvalidArgument, "ADDRESS"));
}

}  // namespace
}  // namespace duaal::metrics
