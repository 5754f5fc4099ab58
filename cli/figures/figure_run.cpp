#include "cli/figures/figure_run.hpp"

#include "cli/files/files.hpp"
#include "core/scalar/multiprecision.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <atomic>
#include <exception>

namespace aimcert::cli {
namespace {

using TrainCurve = Trajectory (*)(const CurvePlan&, const LeastSquares&, const FigurePlan&, int);

TrainCurve trainer_in(const std::string& scalar) {
    if (scalar == "float") return train_curve<float>;
    if (scalar == "real50") return train_curve<Real50>;
    if (scalar == "real100") return train_curve<Real100>;
    return train_curve<double>;
}

/// A curve with its objective and its repetitions.
struct Work {
    const CurvePlan* curve;
    LeastSquares problem;
    std::vector<Trajectory> repetitions;
};

/// First weights that were drawn, not given, may leave the range.
void check_range(const CurvePlan& curve, const Matrix<double>& initial) {
    const WeightRange range = weight_range(curve.device);
    for (Eigen::Index i = 0; i < initial.size(); ++i)
        if (const double w = initial.data()[i]; !(w >= range.low && w <= range.high))
            throw InputError(fmt::format("{}.objective.initial_deviation: expected first weights in the device's range [{}, {}], "
                                         "found {} in place {}", curve.where, range.low, range.high, w, i));
}

std::vector<double> mean_points(const std::vector<Trajectory>& repetitions) {
    std::vector<double> mean(repetitions.front().points.size(), 0);
    for (const auto& run : repetitions)
        for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += run.points[i] / static_cast<double>(repetitions.size());
    return mean;
}

}  // namespace

FigureResult run_figure(const FigurePlan& plan, const std::string& scalar, const std::function<void(int, int)>& progress) {
    const TrainCurve train = trainer_in(scalar);
    const auto repetitions = static_cast<std::size_t>(plan.repetitions);
    std::vector<Work> work;
    for (const auto& panel : plan.panels)
        for (const auto& curve : panel.curves)
            work.push_back({&curve, draw_least_squares(curve.objective), std::vector<Trajectory>(repetitions)});
    for (const auto& of : work) check_range(*of.curve, of.problem.initial);
    const std::size_t runs = work.size() * repetitions;
    std::atomic<int> done{0};
    std::vector<std::exception_ptr> errors(runs);  // the first one in order is reported, on any number of threads
    tbb::parallel_for(std::size_t{0}, runs, [&](std::size_t i) {
        Work& of = work[i / repetitions];
        try {
            of.repetitions[i % repetitions] = train(*of.curve, of.problem, plan, static_cast<int>(i % repetitions));
        } catch (const InputError&) {
            errors[i] = std::current_exception();
        }
        progress(++done, static_cast<int>(runs));
    });
    for (const auto& error : errors)
        if (error) std::rethrow_exception(error);

    FigureResult result{plan, scalar, {0}, {}};
    const Stretches stretches(plan.steps(), plan.points);
    for (int j = 0; j < stretches.count(); ++j) result.steps.push_back(stretches.middle(j));
    std::size_t next = 0;
    for (const auto& panel : plan.panels) {
        result.panels.push_back({panel.title, {}});
        for (const auto& curve : panel.curves) {
            const Work& of = work[next++];
            result.panels.back().curves.push_back({curve.label, mean_points(of.repetitions), plateau_of(curve, of.problem, of.repetitions)});
        }
    }
    return result;
}

}  // namespace aimcert::cli
