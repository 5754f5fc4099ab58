#pragma once

#include "properties/claim.hpp"
#include "properties/generators.hpp"

namespace aimcert {

/// Made-up claims on pairs of numbers in [-4, 4] derive from this.
struct Pairs {
    using Instance = VectorsInstance;
    static rc::Gen<Instance> instances() {
        return generator<Instance>(
            [](Source& source, int) {
                return Instance{{{source.within(4), source.within(4)}}};
            },
            simpler_vectors);
    }
    template <class S> static S entry(const Instance& i, std::size_t at) { return math::constant<S>(i.vectors[0][at]); }
};

/// What a made-up claim says of itself.
inline ClaimInfo toy(std::string id, Relation relation = Relation::at_most) {
    ClaimInfo info;
    info.id = std::move(id);
    info.relation = relation;
    info.cases = 400;
    return info;
}

}  // namespace aimcert
