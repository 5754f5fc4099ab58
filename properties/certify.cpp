#include "properties/certify.hpp"

#include "properties/threads.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <ctime>

namespace aimcert {
namespace {

/// What an evaluation in intervals or rationals proves of "the hypotheses imply the statement".
Decision::Outcome proved_by(const Evaluation& e) {
    if (e.hypotheses == Truth::no) return Decision::Outcome::hypothesis_not_met;
    if (e.holds == Truth::yes && (e.hypotheses == Truth::yes || e.comparisons > 0)) return Decision::Outcome::holds;
    if (e.hypotheses == Truth::unknown || e.holds == Truth::unknown) return Decision::Outcome::undecided;
    return Decision::Outcome::violated;
}

/// Whether a comparison that the filter leaves undecided has equal sides, so that no filter could settle it.
bool has_equal_sides(const Evaluation& filter, const Evaluation& finer) {
    return filter.comparisons == finer.comparisons &&
           std::any_of(finer.equal_sides.begin(), finer.equal_sides.end(), [&](int number) {
               return std::binary_search(filter.undecided.begin(), filter.undecided.end(), number);
           });
}

/// Of this thread alone, so that other programs do not count.
double processor_time() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double median(std::vector<double> numbers) {
    std::nth_element(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2), numbers.end());
    return numbers[numbers.size() / 2];
}

/// Medians over rounds, in each of which both evaluate the same instances one after the other, a millisecond or longer.
void measure_filter(const Claim& claim, const std::vector<Instance>& instances, CertifyResult& result) {
    constexpr int rounds = 7;
    constexpr double long_enough = 1e-3;
    if (instances.empty()) return;
    const auto evaluated = [&](ScalarKind scalar, int times) {
        const double start = processor_time();
        for (int time = 0; time < times; ++time)
            for (const auto& instance : instances) claim.evaluate(instance, scalar);
        return (processor_time() - start) / times;
    };
    const int times = 1 + static_cast<int>(long_enough / evaluated(ScalarKind::float64, 1));
    std::vector<double> plain, filter;
    for (int round = 0; round < rounds; ++round) {
        plain.push_back(evaluated(ScalarKind::float64, times));
        filter.push_back(evaluated(ScalarKind::double_interval, times) / plain.back());
    }
    result.double_seconds = median(plain) / static_cast<double>(instances.size());
    result.filter_cost = median(filter);
}

}  // namespace

Verdict CertifyResult::verdict() const {
    if (met() == 0) return Verdict::hypotheses_never_met;
    if (violated > 0) return Verdict::falsified;
    return undecided > 0 ? Verdict::undecided : Verdict::not_falsified;
}

Certificate certify(const Claim& claim, const Instance& instance) {
    Certificate certificate;
    const Evaluation filter = claim.evaluate(instance, ScalarKind::double_interval);
    const auto settles = [&](Level level, const Evaluation& evaluation) {
        certificate.asked[static_cast<std::size_t>(level)] = true;
        certificate.level = level;
        certificate.outcome = proved_by(evaluation);
        certificate.attained = certificate.outcome == Decision::Outcome::holds && level != Level::filter && has_equal_sides(filter, evaluation);
        certificate.either_way = certificate.outcome == Decision::Outcome::holds && evaluation.hypotheses == Truth::unknown;
        certificate.to_all_digits = evaluation.hypotheses == Truth::yes && evaluation.to_all_digits();
        certificate.hypothesis_open = certificate.outcome == Decision::Outcome::undecided && evaluation.hypotheses == Truth::unknown;
        return certificate.outcome != Decision::Outcome::undecided;
    };
    if (settles(Level::filter, filter)) return certificate;
    const auto rational = [&] {
        const auto exact = evaluate_exactly(claim, instance, {});
        return exact && settles(Level::rational, *exact);
    };
    const bool equality = claim.info.relation == Relation::equal;
    if (equality && rational()) return certificate;
    if (settles(Level::interval, claim.evaluate(instance, ScalarKind::interval))) return certificate;
    if (!equality && rational()) return certificate;
    if (claim.has_long_intervals && !certificate.to_all_digits) settles(Level::long_interval, claim.evaluate(instance, ScalarKind::long_interval));
    return certificate;
}

CertifyResult certify(const Claim& claim, const SearchOptions& options) {
    constexpr std::size_t chunk = 1024, timed = 100;
    const auto cases = static_cast<std::size_t>(options.cases.value_or(claim.info.cases));
    CertifyResult result;
    result.info = claim.info;
    Threads threads(options.jobs);
    std::atomic<int> done = 0;
    std::vector<Instance> sample;  // of those that meet the hypotheses, as is the time
    double seconds = 0;
    for (std::size_t first = 0; first < cases; first += chunk) {
        std::vector<Certificate> certificates(std::min(chunk, cases - first));
        threads.execute([&] {
            tbb::parallel_for(std::size_t(0), certificates.size(), [&](std::size_t i) {
                const Instance instance = drawn_instance(claim, options.seed, static_cast<int>(first + i)).value();
                const double start = processor_time();
                certificates[i] = certify(claim, instance);
                certificates[i].seconds = processor_time() - start;
                if (options.progress) options.progress(++done, static_cast<int>(cases));
            });
        });
        for (std::size_t i = 0; i < certificates.size(); ++i) {
            const Certificate& c = certificates[i];
            const auto instance = [&] { return drawn_instance(claim, options.seed, static_cast<int>(first + i)).value(); };
            ++result.instances;
            for (std::size_t level = 0; level < c.asked.size(); ++level) result.asked[level] += c.asked[level] ? 1 : 0;
            switch (c.outcome) {
                case Decision::Outcome::hypothesis_not_met: ++result.hypotheses_not_met; continue;
                case Decision::Outcome::holds:
                    ++result.certified;
                    result.attained += c.attained ? 1 : 0;
                    result.either_way += c.either_way ? 1 : 0;
                    break;
                case Decision::Outcome::violated: ++result.violated; break;
                case Decision::Outcome::undecided:
                    if (c.hypothesis_open) {
                        ++result.hypotheses_open;
                        continue;
                    }
                    ++(c.to_all_digits ? result.to_all_digits : result.undecided);
                    if (!c.to_all_digits && !result.undecided_instance) {
                        const ScalarKind scalar = claim.has_long_intervals ? ScalarKind::long_interval : ScalarKind::interval;
                        result.undecided_instance = {instance(), claim.evaluate(instance(), scalar), scalar, options.seed, static_cast<int>(first + i)};
                    }
            }
            if (c.outcome != Decision::Outcome::undecided) ++result.settled_by[static_cast<std::size_t>(c.level)];
            seconds += c.seconds;
            if (sample.size() < timed) sample.push_back(instance());
        }
    }
    measure_filter(claim, sample, result);
    if (!sample.empty()) result.cost = seconds / result.met() / result.double_seconds;
    return result;
}

}  // namespace aimcert
