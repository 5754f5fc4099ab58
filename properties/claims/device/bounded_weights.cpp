// Claim   For the asymmetric linear device with w0 = 0: |w| <= τ and |d| <= τ imply |U(w,d)| <= τ.
// Source  AP Prop. 1, EX Thm 1.
// Why     U(w,d) = w + t (s τ - w) with t = |d|/τ in [0,1], s = sign d: a convex combination of w and s τ.

#include "core/device/update.hpp"
#include "core/scalar/expression.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct BoundedWeights {
    using Instance = DeviceInstance;

    static ClaimInfo info() {
        return {.id = "bounded_weights",
                .form = Form::published,
                .statement = "|w| <= τ and |d| <= τ imply |U(w,d)| <= τ",
                .hypotheses = {"asymmetric linear device, w0 = 0", "|w| <= τ", "|d| <= τ"},
                .constants = {"τ: radius of the dynamic range"},
                .source = "AP Prop. 1, EX Thm 1",
                .relation = Relation::at_most,
                .status = "holds; attained at |w| = τ and at |d| = τ",
                .cases = 20000,
                .kernels = [] {
                    const auto v = [](const char* name) { return Expression::variable(name); };
                    const AsymmetricLinearResponse<Expression> device{v("tau"), Expression(0)};
                    return std::vector<std::pair<std::string, std::string>>{
                        {"U(w,d)", to_text(analog_update(device, v("w"), v("d")))},
                        {"U(w,d) as interpolation", to_text(analog_update_towards_bound(v("tau"), v("w"), v("d")))}};
                }};
    }

    static rc::Gen<Instance> instances() {
        return rc::gen::map(device_instances({"ald"}, 1), [](Instance&& i) {
            i.weight -= i.device.w0;
            i.device.w0 = 0;
            return std::move(i);
        });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const S tau = math::constant<S>(instance.device.tau), w = math::constant<S>(instance.weight),
                d = math::constant<S>(instance.increments[0]);
        if (!checks.require("w0 = 0", instance.device.w0 == 0)) return;
        if (!checks.require("|w| <= τ", math::abs(w), tau)) return;
        if (!checks.require("|d| <= τ", math::abs(d), tau)) return;
        const AsymmetricLinearResponse<S> device{tau, math::constant<S>(instance.device.w0)};
        checks.at_most("|U(w,d)| against τ", math::abs(analog_update(device, w, d)), tau);
        checks.at_most("|U(w,d)| as interpolation against τ", math::abs(analog_update_towards_bound(tau, w, d)), tau);
        if (instance.increments[0] * instance.weight > 0) checks.label("towards the bound");
        if (math::abs(instance.weight) == instance.device.tau) checks.label("saturated");
    }
};

}  // namespace

std::vector<Claim> bounded_weights() { return {make_claim<BoundedWeights>()}; }

}  // namespace aimcert
