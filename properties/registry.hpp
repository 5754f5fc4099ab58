#pragma once

#include "properties/claim.hpp"

namespace aimcert {

/// Every claim, in the order of theory sections and, within a section, of ids; forms of one id stand together.
const std::vector<Claim>& registry();

}  // namespace aimcert
