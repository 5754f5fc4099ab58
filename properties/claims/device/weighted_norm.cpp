// Claim   |W| √(min S) <= |W|_S <= |W| √(max S) for S >= 0, |W|_S = |W ⊙ √S|.
// Source  RF Lemma 1; S >= 0 is not stated.
// Why     |W|²_S = Σ s_i w_i² lies between min s |W|² and max s |W|².
// Sides   Squared.

#include "core/linear_algebra.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct WeightedNorm {
    using Instance = VectorsInstance;

    static ClaimInfo info() {
        return {.id = "weighted_norm",
                .statement = "|W| √(min S) <= |W|_S <= |W| √(max S)",
                .hypotheses = {"S >= 0 (not stated in the paper)"},
                .constants = {"|W|_S = |W ⊙ √S|"},
                .source = "RF Lemma 1",
                .relation = Relation::at_most,
                .status = "holds; attained by W supported where S is largest or smallest",
                .cases = 10000};
    }

    static rc::Gen<Instance> instances() {
        return generator<Instance>(
            [](Source& source, int) {
                const int length = source.integer(1, 6);
                const bool single = source.chance(0.3);
                Instance instance{{{}, {}}};
                for (int i = 0; i < length; ++i) {
                    instance.vectors[0].push_back(single && i > 0 ? 0 : source.within(4));
                    instance.vectors[1].push_back(source.chance(0.2) ? 0 : source.uniform(0, 4));
                }
                return instance;
            },
            simpler_vectors);
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("two vectors", instance.vectors.size() == 2)) return;
        const Vector<S> w = make_vector<S>(instance.vectors[0]), s = make_vector<S>(instance.vectors[1]);
        if (!checks.applies("at least one entry", w.size() > 0)) return;
        S weighted(0), smallest = s(0), largest = s(0);
        for (Eigen::Index i = 0; i < w.size(); ++i) {
            if (!checks.require("S >= 0", S(0), S(s(i)))) return;
            weighted += s(i) * math::square(S(w(i)));
            smallest = math::min(smallest, S(s(i)));
            largest = math::max(largest, S(s(i)));
        }
        checks.at_most("|W|² min S against |W|²_S", S(smallest * squared_norm(w)), weighted);
        checks.at_most("|W|²_S against |W|² max S", weighted, S(largest * squared_norm(w)));
        if (w.size() > 1) checks.label("several entries");
    }
};

}  // namespace

std::vector<Claim> weighted_norm() { return {make_claim<WeightedNorm>()}; }

}  // namespace aimcert
