// Claim   For the asymmetric linear device with symmetric point w0, w' = U(w,d):
//           published  sign d = sign w:        |w' - w| = |1 - |w-w0|/τ| |d|;  sign d = -sign w:        |1 + |w-w0|/τ| |d|.
//           corrected  sign d = sign(w - w0):  |w' - w| = |1 - |w-w0|/τ| |d|;  sign d = -sign(w - w0):  |1 + |w-w0|/τ| |d|.
// Source  EX Lemma 1, stated for a general w0.
// Why     w' - w = d - |d| v/τ = d (1 - s v/τ) with v = w - w0 and s = sign d, and s v = |v| exactly if s = sign v. Under
//         the published condition s v has the other sign wherever w lies between 0 and w0.
// Sides   Equality, decided in the rationals.

#include "core/device/update.hpp"
#include "core/scalar/expression.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "saturation_and_fast_reset",
            .statement = "",
            .hypotheses = {"asymmetric linear device with any w0", "|w - w0| <= τ"},
            .constants = {"τ: radius of the dynamic range", "w0: symmetric point"},
            .source = "EX Lemma 1",
            .relation = Relation::equal,
            .status = "",
            .cases = 10000,
            .kernels = [] {
                const auto v = [](const char* name) { return Expression::variable(name); };
                const AsymmetricLinearResponse<Expression> device{v("tau"), v("w0")};
                return std::vector<std::pair<std::string, std::string>>{
                    {"U(w,d)", to_text(analog_update(device, v("w"), v("d")))}};
            }};
}

/// |w' - w| against |1 ∓ |w-w0|/τ| |d|, minus where d has the sign of `reference`.
template <class S>
void compare_step(const DeviceInstance& instance, const S& reference, Checks<S>& checks) {
    const AsymmetricLinearResponse<S> device{math::constant<S>(instance.device.tau),
                                             math::constant<S>(instance.device.w0)};
    const S w = math::constant<S>(instance.weight), d = math::constant<S>(instance.increments[0]);
    const S distance = math::abs(S(w - device.w0)), share = distance / device.tau;
    if (!checks.require("|w - w0| <= τ", distance, device.tau)) return;
    const S towards = math::select(d, reference, S(-reference));
    const S factor = math::abs(math::select(towards, S(S(1) - share), S(S(1) + share)));
    const S next = analog_update(device, w, d), moved = math::abs(S(next - w)), formula = factor * math::abs(d);
    show_device(instance.device, "", checks);
    checks.show("w", "given", w);
    checks.show("d", "given", d);
    checks.show("w'", "w + d - |d|(w-w0)/τ", next);
    checks.show("left side", "|w' - w|", moved);
    checks.show("|w-w0|/τ", "", share);
    const bool minus = ScalarTraits<S>::to_double(towards) >= 0;
    checks.show("right side", minus ? "|1 - |w-w0|/τ| |d|" : "|1 + |w-w0|/τ| |d|", formula);
    checks.equal("|w' - w|", moved, formula, math::abs(w) + S(2) * math::abs(d));
    if (instance.device.w0 != 0) checks.label("w0 ≠ 0");
    checks.label(instance.increments[0] * (instance.weight - instance.device.w0) > 0 ? "towards saturation" : "reset");
}

struct Published {
    using Instance = DeviceInstance;

    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "sign d = sign w: |w'-w| = |1 - |w-w0|/τ| |d|; sign d = -sign w: |w'-w| = |1 + |w-w0|/τ| |d|";
        info.hypotheses.push_back("w ≠ 0 and d ≠ 0, so that both have a sign");
        info.status = "false for w0 ≠ 0 wherever w lies between 0 and w0; holds for w0 = 0";
        info.flaw = "the step as reconstructed: w'-w = d (1 - sgn(d)(w-w0)/τ) is right, then sgn(d)(w-w0) is replaced by ±|w-w0| with "
                    "the sign of w in place of that of w-w0; they differ wherever w lies between 0 and w0";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() { return device_instances({"ald"}, 1); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("w ≠ 0 and d ≠ 0", instance.weight != 0 && instance.increments[0] != 0)) return;
        compare_step(instance, math::constant<S>(instance.weight), checks);
    }
};

struct Corrected {
    using Instance = DeviceInstance;

    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement =
            "sign d = sign(w-w0): |w'-w| = |1 - |w-w0|/τ| |d|; sign d = -sign(w-w0): |w'-w| = |1 + |w-w0|/τ| |d|";
        info.status = "holds exactly; at w = w0 both lines agree";
        return info;
    }
    static rc::Gen<Instance> instances() { return device_instances({"ald"}, 1); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare_step(instance, S(math::constant<S>(instance.weight) - math::constant<S>(instance.device.w0)), checks);
    }
};

}  // namespace

std::vector<Claim> saturation_and_fast_reset() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
