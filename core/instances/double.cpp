#include "core/instances.hpp"

namespace aimcert {
AIMCERT_CORE_INSTANCES(, double)
}  // namespace aimcert
