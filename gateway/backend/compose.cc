#include "gateway/backend/compose.h"

#include <utility>
#include <vector>

#include "chassis/core/mutex.h"

namespace duaal::gateway {
namespace {

// The answers that have come in so far.
struct Gathering {
  Gathering(const Method& composed, Backend::Done then)
      : method(composed), done(std::move(then)), waiting(composed.parts.size()) {
    for (std::size_t i = 0; i < composed.parts.size(); ++i) answers.emplace_back(nullptr);
  }

  const Method& method;
  const Backend::Done done;
  Mutex mutex;
  std::size_t waiting ABSL_GUARDED_BY(mutex);
  std::vector<Backend::Answer> answers ABSL_GUARDED_BY(mutex);
};

Backend::Answer Join(const Method& method, std::vector<Backend::Answer> answers) {
  std::unique_ptr<google::protobuf::Message> whole(method.output->prototype->New());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i].ok()) return answers[i].status();
    whole->GetReflection()->SetAllocatedMessage(whole.get(), answers[i]->release(), method.parts[i].field);
  }
  return whole;
}

}  // namespace

void Compose(Backend& backend, const Method& method, const Backend::Context& context,
             const google::protobuf::Message& request, Backend::Done done) {
  const auto gathering = std::make_shared<Gathering>(method, std::move(done));
  const std::string bytes = request.SerializeAsString();
  for (std::size_t i = 0; i < method.parts.size(); ++i) {
    const Method& part = *method.parts[i].method;
    const std::unique_ptr<google::protobuf::Message> asked(part.input->prototype->New());
    asked->ParsePartialFromString(bytes);  // the catalogue made sure that it reads the same
    backend.Unary(part, context, *asked, [gathering, i](Backend::Answer answer) {
      std::vector<Backend::Answer> all;
      {
        const MutexLock lock(gathering->mutex);
        gathering->answers[i] = std::move(answer);
        if (--gathering->waiting > 0) return;
        all = std::move(gathering->answers);
      }
      gathering->done(Join(gathering->method, std::move(all)));
    });
  }
}

}  // namespace duaal::gateway
