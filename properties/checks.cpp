#include "properties/checks.hpp"

namespace aimcert {
AIMCERT_CHECKS_INSTANCES()
}  // namespace aimcert
