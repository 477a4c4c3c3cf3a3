#ifndef GATEWAY_DOOR_REST_DOOR_H_
#define GATEWAY_DOOR_REST_DOOR_H_

#include <memory>
#include <string>
#include <vector>

#include "chassis/core/status.h"
#include "gateway/auth/authenticator.h"
#include "gateway/backend/backend.h"
#include "gateway/http/message.h"
#include "gateway/observe/observer.h"
#include "gateway/problem/problem.h"
#include "gateway/rest/router.h"
#include "gateway/site/site.h"

namespace duaal::gateway {

// The REST door: takes HTTP requests, finds the method, checks who calls and whether they may, forwards,
// and answers with JSON or a problem. Serves the API document, the glossary and the dashboards' files.
//
// Checked in this order: address (404, 405), caller (401), permission (403), then the request (400, 415).
// Thread-safe; never blocks.
class RestDoor {
 public:
  // All must outlive the door; the backend must be gone before the door is.
  struct Parts {
    const rest::Router& router;
    Authenticator& authenticator;
    Backend& backend;
    Observer& observer;
    const Site& site;
    std::string openapi;   // the document
    std::string glossary;  // JSON; empty: there is none
    std::string version;   // for API-Version
    bool https = false;
  };
  explicit RestDoor(Parts parts);

  void Handle(http::Request request, http::Respond respond);
  // The answer to a request that the HTTP server refused before it was complete.
  [[nodiscard]] http::Response Refuse(int status, const std::string& reason);

 private:
  struct Exchange;
  using ExchangePtr = std::shared_ptr<Exchange>;

  void Document(const ExchangePtr& exchange);
  void Static(const ExchangePtr& exchange);
  void Api(const ExchangePtr& exchange);
  void Call(const ExchangePtr& exchange, const std::vector<std::string>& path_values);
  void Answer(const ExchangePtr& exchange, Backend::Answer answer);
  void Fail(Exchange& exchange, const Problem& problem);
  void NotAllowed(Exchange& exchange, const std::string& allow);
  void Finish(Exchange& exchange, http::Response response);
  void Secure(http::Response* response) const;

  const Parts parts_;
  const std::shared_ptr<const std::string> openapi_;
  const std::shared_ptr<const std::string> glossary_;
};

}  // namespace duaal::gateway

#endif  // GATEWAY_DOOR_REST_DOOR_H_
