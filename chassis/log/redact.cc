#include "chassis/log/redact.h"

#include <memory>
#include <unordered_map>
#include <vector>

#include "chassis/core/mutex.h"
#include "duaal/api/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"

namespace duaal::log {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t kMaxBytes = 4096;
constexpr int kMaxDepth = 32;
constexpr char kRedacted[] = "[redacted]";

// What may be shown of a field.
enum class Show { kValue, kSize, kNothing };

using Plan = std::vector<Show>;  // by FieldDescriptor::index()

Plan MakePlan(const Descriptor& type) {
  Plan plan;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const auto sensitivity = field.options().GetExtension(api::v1::field).sensitivity();
    if (sensitivity != api::v1::SENSITIVITY_UNSPECIFIED) {
      plan.push_back(Show::kNothing);
    } else if (field.type() == FieldDescriptor::TYPE_BYTES) {
      plan.push_back(Show::kSize);  // may hold a packed message, and so anything
    } else {
      plan.push_back(Show::kValue);
    }
  }
  return plan;
}

struct KnownPlans {
  SharedMutex mutex;
  std::unordered_map<const Descriptor*, std::unique_ptr<const Plan>> by_type ABSL_GUARDED_BY(mutex);
};

// Reading an extension of the options takes a look-up per field, so the outcome is kept per type.
// Only types of the generated pool are kept: they live as long as the process, others may not.
const Plan& PlanFor(const Descriptor& type, Plan* scratch) {
  if (type.file()->pool() != google::protobuf::DescriptorPool::generated_pool()) {
    *scratch = MakePlan(type);
    return *scratch;
  }
  static KnownPlans& known = *new KnownPlans();
  {
    const ReaderLock lock(known.mutex);
    const auto found = known.by_type.find(&type);
    if (found != known.by_type.end()) return *found->second;
  }
  const WriterLock lock(known.mutex);
  auto& plan = known.by_type[&type];
  if (plan == nullptr) plan = std::make_unique<const Plan>(MakePlan(type));
  return *plan;
}

class Writer {
 public:
  void Write(const Message& message, int depth) {
    out_.push_back('{');
    if (depth > kMaxDepth) {
      out_ += "...";
    } else {
      WriteFields(message, depth);
    }
    out_.push_back('}');
  }
  [[nodiscard]] std::string Take() {
    if (Full()) {
      // Cut between characters: bytes 10xxxxxx continue one.
      std::size_t end = kMaxBytes;
      while (end > 0 && (static_cast<unsigned char>(out_[end]) & 0xC0) == 0x80) --end;
      out_.resize(end);
      out_ += "...";
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool Full() const { return out_.size() > kMaxBytes; }

  void WriteFields(const Message& message, int depth) {
    std::vector<const FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    Plan scratch;
    const Plan& plan = PlanFor(*message.GetDescriptor(), &scratch);
    bool first = true;
    for (const FieldDescriptor* field : fields) {
      if (Full()) return;
      if (!first) out_.push_back(' ');
      first = false;
      out_ += field->name();
      out_ += ": ";
      // An extension is not part of its message's plan; we use none in data, so none is shown.
      const Show show =
          field->is_extension() ? Show::kNothing : plan[static_cast<std::size_t>(field->index())];
      if (show == Show::kNothing) {
        out_ += kRedacted;
      } else if (field->is_repeated()) {
        WriteList(message, *field, show, depth);
      } else {
        WriteOne(message, *field, -1, show, depth);
      }
    }
  }

  void WriteList(const Message& message, const FieldDescriptor& field, Show show, int depth) {
    out_.push_back('[');
    const int count = message.GetReflection()->FieldSize(message, &field);
    for (int i = 0; i < count && !Full(); ++i) {
      if (i > 0) out_.push_back(' ');
      WriteOne(message, field, i, show, depth);
    }
    out_.push_back(']');
  }

  void WriteOne(const Message& message, const FieldDescriptor& field, int index, Show show, int depth) {
    const auto* reflection = message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Write(index < 0 ? reflection->GetMessage(message, &field)
                      : reflection->GetRepeatedMessage(message, &field, index),
            depth + 1);
      return;
    }
    std::string text;
    if (show == Show::kSize) {
      const std::string& bytes = index < 0
                                     ? reflection->GetStringReference(message, &field, &text)
                                     : reflection->GetRepeatedStringReference(message, &field, index, &text);
      out_ += "[" + std::to_string(bytes.size()) + " bytes]";
      return;
    }
    google::protobuf::TextFormat::Printer printer;
    printer.SetUseUtf8StringEscaping(true);
    printer.PrintFieldValueToString(message, &field, index, &text);
    out_ += text;
  }

  std::string out_;
};

}  // namespace

std::string Redact(const Message& message) {
  Writer writer;
  writer.Write(message, 0);
  return writer.Take();
}

}  // namespace duaal::log
