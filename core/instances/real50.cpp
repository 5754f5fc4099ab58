#include "core/instances.hpp"

namespace aimcert {
AIMCERT_CORE_INSTANCES(, Real50)
}  // namespace aimcert
