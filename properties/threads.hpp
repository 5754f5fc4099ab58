#pragma once

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

namespace aimcert {

/// An arena of so many threads, more than the processors when asked for; 0: as many as the machine has.
class Threads {
public:
    explicit Threads(int jobs)
        : limit_(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count(jobs))), arena_(count(jobs)) {}

    template <class Work>
    auto execute(const Work& work) {
        return arena_.execute(work);
    }

private:
    static int count(int jobs) { return jobs > 0 ? jobs : tbb::this_task_arena::max_concurrency(); }

    tbb::global_control limit_;
    tbb::task_arena arena_;
};

}  // namespace aimcert
