// Claim   A row and a column send independent pulse trains of BL slots, whose slots carry a pulse with chance p = |d| scale
//         and q = |x| scale; every coincidence asks for sign(d x) dw_min of the weight between them. The number of
//         coincidences is binomial with BL and p q, its mean is BL p q, and the expected increment is the entry
//         BL dw_min scale² · d x of the rank-one update.
// Source  AP II-A.
// Why     Slots are independent and one of them coincides with chance p q. The mean of a sum is the sum of the means.
// Sides   Every one of the 2^(2 BL) patterns of both trains is enumerated, BL <= 4; equalities in the rationals. One
//         entry is every entry: expectations of entries do not see each other. What is expected is what is asked of the
//         weight; a non-ideal device answers each coincidence with its response, which is another claim (pulse_limit).

#include "core/device/pulse_trains.hpp"
#include "core/scalar/expression.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/simplicity.hpp"

#include <bit>

namespace aimcert {
namespace {

struct RankUpdateExpectation {
    using Instance = ParametersInstance;
    static constexpr int most_slots = 4;

    static ClaimInfo info() {
        return {.id = "rank_update_expectation",
                .form = Form::published,
                .statement = "coincidences of independent trains ~ Binomial(BL, p q), their mean is BL p q, and the "
                             "expected increment of entry (i,j) is BL dw_min scale² d_i x_j",
                .hypotheses = {"p = |d| scale <= 1", "q = |x| scale <= 1", "1 <= BL <= 4"},
                .constants = {"learning rate BL dw_min scale²"},
                .source = "AP II-A",
                .relation = Relation::equal,
                .status = "holds exactly, by enumeration of all slot patterns",
                .cases = 3000,
                .kernels = [] {
                    const auto v = [](const char* name) { return Expression::variable(name); };
                    return std::vector<std::pair<std::string, std::string>>{
                        {"chance of 1 of 2 slots", to_text(coincidence_distribution(v("p"), v("q"), 2)[1])},
                        {"expected increment, BL = 2",
                         to_text(expected_rank_update(v("d"), v("x"), v("dw_min"), v("scale"), 2))}};
                }};
    }

    static rc::Gen<Instance> instances() {
        return generator<Instance>(
            [](Source& source, int) {
                const double d = source.within(1), x = source.within(1);
                const double largest = std::max(std::abs(d), std::abs(x));
                const double scale = std::min(source.uniform(0, 1.05) / std::max(largest, 0.01), 100.0);
                return Instance{{{"d", d},
                                 {"x", x},
                                 {"scale", scale},
                                 {"dw_min", source.log_uniform(1e-4, 1)},
                                 {"slots", static_cast<double>(source.integer(1, most_slots))}}};
            },
            simpler_parameters);
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const double drawn_slots = instance["slots"];
        if (!checks.applies("1 <= BL <= 4", drawn_slots >= 1 && drawn_slots <= most_slots)) return;
        const int slots = static_cast<int>(drawn_slots);
        const auto number = [&](const char* name) { return math::constant<S>(instance[name]); };
        const S d = number("d"), x = number("x"), scale = number("scale"), dw_min = number("dw_min");
        const S p = pulse_probability(d, scale), q = pulse_probability(x, scale);
        if (!checks.require("p <= 1", p, S(1)) || !checks.require("q <= 1", q, S(1))) return;

        const std::vector<S> enumerated = enumerate(p, q, slots), binomial = coincidence_distribution(p, q, slots);
        S mean(0), increment(0);
        for (int k = 0; k <= slots; ++k) {
            const auto at = static_cast<std::size_t>(k);
            checks.equal("chance of k coincidences", enumerated[at], binomial[at], S(1));
            mean += math::whole<S>(k) * enumerated[at];
            increment += enumerated[at] * coincidence_increment(d, x, dw_min, k);
        }
        const S expected = expected_rank_update(d, x, dw_min, scale, slots);
        checks.equal("mean of coincidences", mean, S(math::whole<S>(slots) * p * q), math::whole<S>(slots));
        checks.equal("expected increment", increment, expected, S(math::whole<S>(slots) * dw_min));
        if (instance["d"] * instance["x"] < 0) checks.label("negative increment");
        if (slots > 1) checks.label("several slots");
    }

private:
    /// Chances of 0..slots coincidences, summed over every pattern of both trains.
    template <class S>
    static std::vector<S> enumerate(const S& p, const S& q, int slots) {
        const unsigned patterns = 1u << slots;
        const auto chance = [slots](unsigned pattern, const S& carries) {
            const int pulses = std::popcount(pattern);
            return S(math::power(carries, pulses) * math::power(S(S(1) - carries), slots - pulses));
        };
        std::vector<S> chances(static_cast<std::size_t>(slots) + 1, S(0));
        for (unsigned row = 0; row < patterns; ++row)
            for (unsigned column = 0; column < patterns; ++column)
                chances[static_cast<std::size_t>(std::popcount(row & column))] += chance(row, p) * chance(column, q);
        return chances;
    }
};

}  // namespace

std::vector<Claim> rank_update_expectation() { return {make_claim<RankUpdateExpectation>()}; }

}  // namespace aimcert
