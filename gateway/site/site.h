#ifndef GATEWAY_SITE_SITE_H_
#define GATEWAY_SITE_SITE_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "chassis/core/status.h"

namespace duaal::gateway {

// A file of the dashboards.
struct SiteFile {
  std::string content_type;
  std::shared_ptr<const std::string> content;
};

// The static files, all read at start. An address is looked up among their names and never given to the
// file system, so no address leads outside the folder.
class Site {
 public:
  static constexpr std::size_t kBytesMost = 64 << 20;
  static constexpr std::size_t kFilesMost = 2000;

  // Reads a folder with its subfolders. Hidden files and symbolic links are passed over.
  //
  // NOT_FOUND: no such folder. FAILED_PRECONDITION (WEB_ROOT): more than 64 MiB or 2,000 files.
  [[nodiscard]] static StatusOr<Site> Load(const std::string& folder);

  // The file at a path such as `/app.js`; `/` is `/index.html`. nullptr when there is none.
  [[nodiscard]] const SiteFile* Find(std::string_view path) const;

 private:
  std::map<std::string, SiteFile, std::less<>> files_;
};

// The glossary's table in Markdown as JSON:
// `{"terms":[{"nl":..,"en":..,"meaning":..,"ggm":..,"duo":..}]}`; empty cells are left out.
//
// NOT_FOUND: no such file. INVALID_ARGUMENT (GLOSSARY): no table of five columns.
[[nodiscard]] StatusOr<std::string> LoadGlossary(const std::string& path);
[[nodiscard]] StatusOr<std::string> GlossaryJson(const std::string& markdown);

}  // namespace duaal::gateway

#endif  // GATEWAY_SITE_SITE_H_
