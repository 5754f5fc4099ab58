// Claim   For the asymmetric linear device with w0 = 0: |(a-b) + (|a|-|b|) w/τ| <= (1 + |w|/τ) |a-b|.
// Source  Step in AP 99-101.
// Why     The triangle inequality and ||a| - |b|| <= |a - b|.
// Sides   The left-hand side is the distance of the two updated weights U(w,-a) and U(w,-b).

#include "core/device/update.hpp"
#include "core/scalar/expression.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct AsymmetricDifference {
    using Instance = DeviceInstance;

    static ClaimInfo info() {
        return {.id = "asymmetric_difference",
                .form = Form::published,
                .statement = "|(a-b) + (|a|-|b|) w/τ| <= (1 + |w|/τ) |a-b|",
                .hypotheses = {"asymmetric linear device, w0 = 0"},
                .constants = {"τ: radius of the dynamic range"},
                .source = "step in AP 99-101",
                .relation = Relation::at_most,
                .status = "holds; attained by a, b of the sign of w",
                .cases = 20000,
                .kernels = [] {
                    const auto v = [](const char* name) { return Expression::variable(name); };
                    const AsymmetricLinearResponse<Expression> device{v("tau"), Expression(0)};
                    return std::vector<std::pair<std::string, std::string>>{
                        {"U(w,-b) - U(w,-a)", to_text(analog_update(device, v("w"), -v("b")) -
                                                      analog_update(device, v("w"), -v("a")))}};
                }};
    }

    static rc::Gen<Instance> instances() {
        return rc::gen::map(device_instances({"ald"}, 2), [](Instance&& i) {
            i.weight -= i.device.w0;
            i.device.w0 = 0;
            return std::move(i);
        });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("two increments", instance.increments.size() == 2)) return;
        if (!checks.require("w0 = 0", instance.device.w0 == 0)) return;
        const S tau = math::constant<S>(instance.device.tau), w = math::constant<S>(instance.weight),
                a = math::constant<S>(instance.increments[0]), b = math::constant<S>(instance.increments[1]);
        const AsymmetricLinearResponse<S> device{tau, math::constant<S>(instance.device.w0)};
        const S share = S(1) + math::abs(w) / tau;
        const S difference = analog_update(device, w, S(-b)) - analog_update(device, w, S(-a));
        checks.at_most("difference of updated weights", math::abs(difference), share * math::abs(S(a - b)),
                       math::abs(w) + share * math::max(math::abs(a), math::abs(b)));
        if (instance.increments[0] * instance.increments[1] < 0) checks.label("increments of opposite sign");
    }
};

}  // namespace

std::vector<Claim> asymmetric_difference() { return {make_claim<AsymmetricDifference>()}; }

}  // namespace aimcert
