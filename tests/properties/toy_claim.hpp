#pragma once

#include "properties/claim.hpp"

namespace aimcert {

/// What a made-up claim says of itself.
inline ClaimInfo toy(std::string id, Relation relation = Relation::at_most) {
    ClaimInfo info;
    info.id = std::move(id);
    info.relation = relation;
    info.cases = 400;
    return info;
}

}  // namespace aimcert
