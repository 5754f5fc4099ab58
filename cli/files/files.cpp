#include "cli/files/files.hpp"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace aimcert::cli {
namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) throw InputError(path.string() + ": expected a file, found a directory");
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
    if (!stream.is_open() || stream.bad())
        throw InputError(path.string() + ": expected a readable file, found: " + std::strerror(errno ? errno : EIO));
    return text.str();
}

namespace {

void create_parent(const fs::path& path) {
    const fs::path parent = path.parent_path();
    std::error_code error;
    if (!parent.empty()) fs::create_directories(parent, error);
    if (error) throw InputError(parent.string() + ": expected a directory that can be created, found: " + error.message());
}

/// Unique among processes and threads that write the same file at the same time.
fs::path temporary_beside(const fs::path& path) {
    static std::atomic<unsigned> counter{0};
    return path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) + "." +
                                 std::to_string(counter++) + ".partial");
}

}  // namespace

void write_file_atomically(const fs::path& path, std::string_view text) {
    create_parent(path);
    const fs::path temporary = temporary_beside(path);
    const auto fail = [&](const std::string& reason) {
        std::error_code ignored;
        fs::remove(temporary, ignored);
        throw InputError(path.string() + ": expected a file that can be written, found: " + reason);
    };
    errno = 0;
    std::ofstream stream(temporary, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) fail(std::strerror(errno ? errno : EIO));
    std::error_code error;
    fs::rename(temporary, path, error);
    if (error) fail(error.message());
}

}  // namespace aimcert::cli
