// Claim   <U, V ⊙ Q> >= C+ <U,V> - C- <|U|,|V|>, C± = (max Q ± min Q)/2.
// Source  RF Lemma 4.
// Why     |q_i - C+| <= C- for every entry, so u_i v_i q_i >= C+ u_i v_i - C- |u_i v_i|; then sum.
// Sides   C+ <U,V> - <U, V ⊙ Q> against C- <|U|,|V|>, which is what the spread of Q may cost.

#include "core/linear_algebra.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct ElementwiseProduct {
    using Instance = VectorsInstance;

    static ClaimInfo info() {
        return {.id = "elementwise_product",
                .form = Form::published,
                .statement = "<U, V ⊙ Q> >= C+ <U,V> - C- <|U|,|V|>",
                .hypotheses = {},
                .constants = {"C± = (max Q ± min Q)/2"},
                .source = "RF Lemma 4",
                .relation = Relation::at_most,
                .status = "holds for every Q, negative ones included; attained where Q = max Q on u v < 0 and min Q on u v > 0",
                .cases = 20000};
    }

    /// U, V, Q of up to 8 entries; in some instances Q takes only two values, as in the attained case.
    static rc::Gen<Instance> instances() {
        return generator<Instance>(
            [](Source& source, int) {
                const int length = source.integer(1, 8);
                Numbers u, v, q;
                const double low = source.within(2), high = source.within(2);
                const bool two_values = source.chance(0.5), against = source.chance(0.3);
                for (int i = 0; i < length; ++i) {
                    u.push_back(source.within(1));
                    v.push_back(source.within(1));
                    const bool negative = u.back() * v.back() < 0;
                    const bool take_high = against ? negative == (low < high) : source.chance(0.5);
                    q.push_back(two_values ? (take_high ? high : low) : source.within(2));
                }
                return Instance{{u, v, q}};
            },
            simpler_vectors);
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("three vectors", instance.vectors.size() == 3)) return;
        const Vector<S> u = make_vector<S>(instance.vectors[0]), v = make_vector<S>(instance.vectors[1]),
                        q = make_vector<S>(instance.vectors[2]);
        if (!checks.applies("at least one entry", q.size() > 0)) return;
        Vector<S> product(q.size()), u_size(q.size()), v_size(q.size());
        S largest = q(0), smallest = q(0);
        for (Eigen::Index i = 0; i < q.size(); ++i) {
            product(i) = v(i) * q(i);
            u_size(i) = math::abs(u(i));
            v_size(i) = math::abs(v(i));
            largest = math::max(largest, q(i));
            smallest = math::min(smallest, q(i));
        }
        const S middle = (largest + smallest) / S(2), radius = (largest - smallest) / S(2);
        const S magnitude = inner_product(u_size, v_size);
        checks.at_most("loss of the product", S(middle * inner_product(u, v) - inner_product(u, product)),
                       radius * magnitude, math::max(math::abs(largest), math::abs(smallest)) * magnitude);
        if (q.size() > 1) checks.label("several entries");
    }
};

}  // namespace

std::vector<Claim> elementwise_product() { return {make_claim<ElementwiseProduct>()}; }

}  // namespace aimcert
