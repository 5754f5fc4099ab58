#include "core/instances.hpp"

namespace aimcert {
AIMCERT_CORE_INSTANCES(, Real100)
}  // namespace aimcert
