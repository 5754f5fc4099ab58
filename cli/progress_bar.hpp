#pragma once

#include <chrono>
#include <mutex>
#include <string>

namespace aimcert::cli {

/// One line of standard error that is rewritten in place and vanishes at the end; silent when that is no terminal. The
/// whole is `parts` parts of equal length, shown one after the other. `show` may be called from any thread.
class ProgressBar {
public:
    explicit ProgressBar(std::size_t parts = 1);
    ~ProgressBar() { clear(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// Names the part that runs now.
    void start(std::string name, std::size_t part = 0);
    /// `done` of `total` of this part.
    void show(int done, int total);
    /// Leaves the line empty, for other output.
    void clear();

private:
    const bool shown_;
    const std::size_t parts_;
    std::size_t part_ = 0;
    std::string name_;
    std::mutex mutex_;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace aimcert::cli
