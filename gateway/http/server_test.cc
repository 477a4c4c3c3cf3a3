#include "gateway/http/server.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "chassis/testing/status_matchers.h"
#include "gateway/testing/http_client.h"
#include "gtest/gtest.h"

namespace duaal::gateway::http {
namespace {

using gateway::testing::HttpAnswer;
using gateway::testing::HttpClient;
using gateway::testing::HttpRequest;
using ::testing::HasSubstr;

// A server that answers with what it was asked.
class ServerTest : public ::testing::Test {
 protected:
  void SetUp() override { Start(); }

  void Start() {
    server_.reset();
    options_.host = "127.0.0.1";
    ASSERT_OK_AND_ASSIGN(server_,
                         Server::Start(
                             options_, [this](Request request, Respond respond) { Handle(request, respond); },
                             [](int status, const std::string& reason) {
                               Response response;
                               response.status = status;
                               response.body = reason;
                               return response;
                             }));
  }

  void Handle(const Request& request, const Respond& respond) {
    ++handled_;
    Response response;
    response.Add("X-Injected", "a\r\nSet-Cookie: b");
    response.body = request.verb + " " + request.target + " " + request.body.substr(0, 100);
    if (request.target != "/later") return respond(std::move(response));
    const std::lock_guard lock(mutex_);
    later_.emplace_back([respond, response] { respond(response); });
    changed_.notify_all();
  }

  // Waits until `count` requests to /later wait for their answer, and takes them.
  std::vector<std::function<void()>> TakeLater(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return later_.size() >= count; });
    return std::exchange(later_, {});
  }

  HttpAnswer Ask(const std::string& bytes) {
    HttpClient client(server_->port());
    client.Send(bytes);
    return client.Read().value_or(HttpAnswer());
  }

  ServerOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::function<void()>> later_;
  std::atomic<int> handled_{0};
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersOneRequestAfterTheOther) {
  HttpClient client(server_->port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.Send(HttpRequest("POST", "/a?b", "", "body")));
    const auto answer = client.Read();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "POST /a?b body");
    EXPECT_THAT(answer->Header("date"), HasSubstr("GMT"));
  }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  HttpClient client(server_->port());
  ASSERT_TRUE(
      client.Send(HttpRequest("GET", "/1") + HttpRequest("POST", "/2", "", "x") + HttpRequest("GET", "/3")));
  EXPECT_EQ(client.Read()->body, "GET /1 ");
  EXPECT_EQ(client.Read()->body, "POST /2 x");
  EXPECT_EQ(client.Read()->body, "GET /3 ");
}

TEST_F(ServerTest, SendsNoBodyToAHead) {
  HttpClient client(server_->port());
  ASSERT_TRUE(client.Send(HttpRequest("HEAD", "/a") + HttpRequest("GET", "/b")));
  EXPECT_EQ(client.Read(true)->Header("content-length"), "8");
  EXPECT_EQ(client.Read()->body, "GET /b ");
}

TEST_F(ServerTest, ReadsBodiesInChunksAndAfterAContinue) {
  EXPECT_EQ(
      Ask("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
          .body,
      "POST /a abcde");
  HttpClient client(server_->port());
  ASSERT_TRUE(
      client.Send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(client.Read()->status, 100);
  ASSERT_TRUE(client.Send("body"));
  EXPECT_EQ(client.Read()->body, "POST /a body");
}

TEST_F(ServerTest, RefusesRequestsThatCanBeReadInTwoWays) {
  const std::string smuggled = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::vector<std::string> hostile = {
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\n" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" +
          smuggled,
      "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + smuggled,
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + smuggled,
      "GET / HTTP/1.1\r\n\r\n" + smuggled,
      "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + smuggled,
      "GET / HTTP/1.1\r\nHost : x\r\n\r\n" + smuggled,
      "GET / HTTP/1.1\nHost: x\n\n" + smuggled,
      "GET / HTTP/2.0\r\nHost: x\r\n\r\n" + smuggled,
      "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n" + smuggled,
      "GET / HTTP/1.1\r\nHost: x\r\nA\x01: b\r\n\r\n" + smuggled,
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello, this is TLS\r\n\r\n",
  };
  for (const std::string& request : hostile) {
    HttpClient client(server_->port());
    client.Send(request);
    const auto answer = client.Read();
    ASSERT_TRUE(answer.has_value()) << request;
    EXPECT_EQ(answer->status, 400) << request;
    EXPECT_EQ(answer->body, "MALFORMED_REQUEST") << request;
    EXPECT_EQ(answer->Header("connection"), "close");
    EXPECT_FALSE(client.Read().has_value()) << "a second answer to " << request;
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(ServerTest, BoundsHeadersAndBodies) {
  EXPECT_EQ(Ask(HttpRequest("GET", "/", "A: " + std::string(20'000, 'x') + "\r\n")).status, 431);
  EXPECT_EQ(Ask(HttpRequest("GET", "/" + std::string(20'000, 'x'))).status, 431);
  // The whole body is sent before the answer is read, as simple clients do.
  EXPECT_EQ(Ask(HttpRequest("POST", "/", "", std::string(10 << 20, 'x'))).status, 413);
  std::string chunks = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) chunks += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  EXPECT_EQ(Ask(chunks + "0\r\n\r\n").status, 413);
  EXPECT_EQ(handled_, 0);
  EXPECT_EQ(Ask(HttpRequest("POST", "/", "", std::string(1 << 20, 'x'))).status, 200);
}

TEST_F(ServerTest, LetsNoValueBeginAHeaderOfItsOwn) {
  const HttpAnswer answer = Ask(HttpRequest("GET", "/"));
  EXPECT_EQ(answer.Header("x-injected"), "a  Set-Cookie: b");
  EXPECT_FALSE(answer.headers.contains("set-cookie"));
}

TEST_F(ServerTest, ClosesConnectionsThatSayNothing) {
  options_.idle_timeout = absl::Milliseconds(100);
  Start();
  HttpClient client(server_->port());
  client.Send("GET / HTT");
  EXPECT_TRUE(client.Closed());
}

TEST_F(ServerTest, ClosesConnectionsAboveTheLimit) {
  options_.connections_most = 2;
  Start();
  HttpClient first(server_->port());
  HttpClient second(server_->port());
  ASSERT_TRUE(first.Send(HttpRequest("GET", "/1")) && second.Send(HttpRequest("GET", "/2")));
  ASSERT_TRUE(first.Read().has_value() && second.Read().has_value());
  HttpClient third(server_->port());
  EXPECT_TRUE(third.Closed());
}

TEST_F(ServerTest, DrainsRunningRequestsAndClosesIdleConnections) {
  HttpClient idle(server_->port());
  ASSERT_TRUE(idle.Send(HttpRequest("GET", "/")));
  ASSERT_TRUE(idle.Read().has_value());
  HttpClient busy(server_->port());
  ASSERT_TRUE(busy.Send(HttpRequest("GET", "/later")));
  const auto later = TakeLater(1);
  ASSERT_EQ(later.size(), 1U);
  std::thread drain([this] { server_->Drain(absl::Seconds(10)); });
  EXPECT_TRUE(idle.Closed());
  later.front()();
  const auto answer = busy.Read();
  EXPECT_EQ(answer.value_or(HttpAnswer()).body, "GET /later ");
  EXPECT_EQ(answer.value_or(HttpAnswer()).Header("connection"), "close");
  EXPECT_TRUE(busy.Closed());
  drain.join();
}

TEST_F(ServerTest, ForgetsAnswersThatComeAfterItsEnd) {
  HttpClient client(server_->port());
  ASSERT_TRUE(client.Send(HttpRequest("GET", "/later")));
  const auto later = TakeLater(1);
  ASSERT_EQ(later.size(), 1U);
  server_.reset();
  later.front()();
  EXPECT_TRUE(client.Closed());
}

TEST_F(ServerTest, ServesManyConnectionsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      HttpClient client(server_->port());
      for (int round = 0; round < 50; ++round) {
        const std::string body = std::to_string(i) + "-" + std::to_string(round);
        client.Send(HttpRequest("POST", "/", "", body));
        const auto answer = client.Read();
        if (answer.has_value() && answer->body == "POST / " + body) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 16 * 50);
}

TEST_F(ServerTest, RefusesAnAddressInUse) {
  ServerOptions same = options_;
  same.port = server_->port();
  EXPECT_THAT(Server::Start(same, {}, {}).status(),
              duaal::testing::StatusIs(absl::StatusCode::kUnavailable, "LISTEN"));
}

}  // namespace
}  // namespace duaal::gateway::http
