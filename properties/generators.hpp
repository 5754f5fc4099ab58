#pragma once

#include "properties/instance.hpp"

#include <rapidcheck.h>

#include <vector>

namespace aimcert {

/// Draws numbers from a RapidCheck random stream. RapidCheck's own generator of doubles hardly ever lands in (-1, 1)
/// and its ranges take no doubles, so floats are drawn here: bounded, and biased to the edges. The order of the draws is the
/// instance: no two of them are arguments of one call or sides of one operator, whose order is the compiler's.
class Source {
public:
    explicit Source(const rc::Random& random) : random_(random) {}

    /// Uniform in [low, high] on a grid of 2^-53.
    double uniform(double low, double high);
    /// e^uniform(ln low, ln high), 0 < low <= high.
    double log_uniform(double low, double high);
    /// Uniform in {low..high}.
    int integer(int low, int high);
    bool chance(double probability) { return uniform(0, 1) < probability; }
    template <class T> const T& pick(const std::vector<T>& list) {
        return list[static_cast<std::size_t>(integer(0, static_cast<int>(list.size()) - 1))];
    }

    /// A number in [-bound, bound]: mostly uniform; else 0, ±bound, its neighbour inside, ±bound/2, a tiny, a subnormal.
    double within(double bound);
    /// A dynamic range: mostly around 1, sometimes a power of two, sometimes tiny (2^-100) or huge (2^100).
    double range();

private:
    rc::Random random_;
};

/// Simpler doubles than x, the simplest first: 0, ±1, ±1/2, ..., then x with fewer binary digits. Each has a smaller
/// `complexity`, so shrinking ends.
Numbers simpler(double x);
int complexity(double x);

/// Every list that differs from `list` in one entry that is simpler.
std::vector<Numbers> simpler_entries(const Numbers& list);

/// Generator from a function that draws a T for a size in 1..100 and a function that lists simpler Ts.
template <class T, class Draw, class Simpler>
rc::Gen<T> generator(Draw draw, Simpler simpler_than) {
    return rc::Gen<T>([=](const rc::Random& random, int size) {
        Source source(random);
        return rc::shrinkable::shrinkRecur(draw(source, size), [=](const T& value) {
            return rc::seq::fromContainer(simpler_than(value));
        });
    });
}

/// A device of one of the families with its parameters drawn, edges included.
DeviceParameters draw_device(Source& source, const std::vector<std::string>& families);
/// A weight inside the device's range (±tau when it has none), boundary-biased, the symmetric point included.
double draw_weight(Source& source, const DeviceParameters& device);
std::vector<DeviceInstance> simpler_devices(const DeviceInstance& instance);

extern const std::vector<std::string> all_response_families;

/// Device instances with `increments` increments, each |d| <= increment_bound * range (|d| = range among them).
rc::Gen<DeviceInstance> device_instances(std::vector<std::string> families, int increments, double increment_bound = 1);

/// Pulse trains on devices of the families: up to `pulses` pulses that cover up to the whole way to a bound, |d| a
/// multiple of the pulse size or not; noise 0, ±1, constant or uniform.
rc::Gen<PulsesInstance> pulses_instances(std::vector<std::string> families, int pulses);

std::vector<VectorsInstance> simpler_vectors(const VectorsInstance& instance);

/// Up to `stages` stages, `micro_batches` micro-batches to a mini-batch and `mini_batches` whole mini-batches.
rc::Gen<ScheduleInstance> schedule_instances(int stages, int micro_batches, int mini_batches);
std::vector<ScheduleInstance> simpler_schedules(const ScheduleInstance& instance);

/// Increments of up to `layers` layers of up to `entries` entries each, over up to `steps` steps.
rc::Gen<IncrementsInstance> increments_instances(int layers, int entries, int steps);
std::vector<IncrementsInstance> simpler_increments(const IncrementsInstance& instance);

/// Which learning rate an instance is given.
enum class LearningRate {
    free,      ///< log-uniform around the inverse of the smoothness, admissible or not
    descent,   ///< a fraction of the rule of lyapunov_descent
    sync,      ///< a fraction of 1/(2 L_f)
    bounded    ///< a fraction of the rule of bounded_iterates
};

/// Largest sizes of a drawn network, and what else is drawn.
struct PipelineShape {
    int layers = 6, width = 8, samples = 8, steps = 6;
    int micro_batches = 1;       ///< largest B; `order` has steps * B entries
    double digital = 0.1;        ///< share of instances with tau = inf
    double tight = 0.35;         ///< share of small, nearly linear instances, on which bounds are nearly attained
    double saturation = 0.95;    ///< largest initial |W|_inf/tau
    bool other_weights = false;  ///< draw W' too
    bool delayed = false;        ///< two layers and two steps at least, but for one instance in ten
    LearningRate learning_rate = LearningRate::descent;
};

/// Most mini-batches that an exact expectation goes through: B is drawn so that N^B stays below.
inline constexpr int largest_mini_batch_count = 64;

/// Networks with their data and a run; edges: M = 1, one sample, zero weights, |w| = tau, tau tiny and huge, identical
/// samples, zero gradient. The learning rate obeys the rule that is asked for on the very run that it gives.
rc::Gen<PipelineInstance> pipeline_instances(const PipelineShape& shape);
std::vector<PipelineInstance> simpler_pipelines(const PipelineInstance& instance);

}  // namespace aimcert
