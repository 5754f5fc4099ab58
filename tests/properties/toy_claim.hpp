#pragma once

#include "properties/checks.hpp"
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

/// (e^x - e^x/3*3) 10^150 <= 10^-50, or <= -10^-50, |x| <= 4. With d digits the left side is some 10^(150-d) wide: 100 digits
/// see nothing, 400 see everything.
template <bool Holds>
struct BlownUp : Pairs {
    static constexpr bool has_long_intervals = true;
    static ClaimInfo info() { return toy("blown_up"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S power = math::exp(entry<S>(i, 0)), nothing = (power - power / S(3) * S(3)) * math::constant<S>(1e150);
        checks.at_most("nothing, blown up", nothing, math::constant<S>(Holds ? 1e-50 : -1e-50));
    }
};

}  // namespace aimcert
