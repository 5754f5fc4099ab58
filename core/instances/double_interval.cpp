#include "core/instances.hpp"

namespace aimcert {
AIMCERT_CORE_INSTANCES(, DoubleInterval)
}  // namespace aimcert
