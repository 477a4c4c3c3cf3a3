#ifndef CHASSIS_TESTING_PKI_H_
#define CHASSIS_TESTING_PKI_H_

#include <string>

// A throw-away certificate authority and token keys for tests, laid out as `.duaal/` is: certificates that
// last an hour, common name and DNS name of the service, and localhost. Anything that goes wrong ends the
// test process with a message.
namespace duaal::testing {

class Pki {
 public:
  // Makes a CA in a new folder under the system's temporary folder.
  Pki();
  // Removes the folder.
  ~Pki();
  Pki(const Pki&) = delete;
  Pki& operator=(const Pki&) = delete;

  // Issues a certificate for a service, as `pki/<name>.pem` and `pki/<name>.key`.
  void IssueCertificate(const std::string& name) const;
  // Makes an Ed25519 key pair for an issuer of tokens: `tokens/<name>.key` and `tokens/issuers/<name>.pem`.
  void IssueTokenKey(const std::string& name) const;

  [[nodiscard]] std::string ca() const { return folder_ + "/pki/ca.pem"; }
  [[nodiscard]] std::string certificate(const std::string& name) const {
    return folder_ + "/pki/" + name + ".pem";
  }
  [[nodiscard]] std::string key(const std::string& name) const { return folder_ + "/pki/" + name + ".key"; }
  [[nodiscard]] std::string token_key(const std::string& name) const {
    return folder_ + "/tokens/" + name + ".key";
  }
  [[nodiscard]] std::string token_issuers() const { return folder_ + "/tokens/issuers"; }
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace duaal::testing

#endif  // CHASSIS_TESTING_PKI_H_
