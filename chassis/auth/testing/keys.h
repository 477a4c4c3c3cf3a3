#ifndef CHASSIS_AUTH_TESTING_KEYS_H_
#define CHASSIS_AUTH_TESTING_KEYS_H_

#include <string>
#include <vector>

// Keys and tokens for tests. Whatever goes wrong ends the test process.
namespace duaal::auth::testing {

// A folder that goes with the object.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string Path(const std::string& name) const { return path_ + "/" + name; }
  // Writes a file, making sub-folders; returns its path.
  std::string Write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

// A new key pair.
struct KeyPair {
  std::string private_pem;
  std::string public_pem;
};
[[nodiscard]] KeyPair NewEd25519();
[[nodiscard]] KeyPair NewRsa(int bits);
[[nodiscard]] KeyPair NewP256();

// Makes `<issuer>.key` and `issuers/<issuer>.pem`, as internal tokens need them.
void WriteIssuer(const Folder& folder, const std::string& issuer);

// The public key as a JSON Web Key.
[[nodiscard]] std::string Jwk(const KeyPair& pair, const std::string& kid);
[[nodiscard]] std::string Jwks(const std::vector<std::string>& jwks);

// A token of any header and body, signed by `pair` in the way of its key type.
[[nodiscard]] std::string SignJwt(const std::string& header, const std::string& body, const KeyPair& pair);

}  // namespace duaal::auth::testing

#endif  // CHASSIS_AUTH_TESTING_KEYS_H_
