#include "cli/files/files.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <deque>
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

/// Where symbolic links lead to from `path`, which need not exist.
fs::path followed(fs::path path) {
    while (fs::is_symlink(fs::symlink_status(path))) path = path.parent_path() / fs::read_symlink(path);
    return path;
}

/// The standard stream, output or error, that goes to `path`, be it a pipe, a terminal or a file; null when neither does.
std::FILE* standard_stream(const fs::path& path) {
    struct stat there, here;
    if (::stat(path.c_str(), &there) != 0) return nullptr;
    for (std::FILE* stream : {stdout, stderr})
        if (::fstat(::fileno(stream), &here) == 0 && there.st_dev == here.st_dev && there.st_ino == here.st_ino) return stream;
    return nullptr;
}

/// Whether a file at `path` may give way to another one: it is an ordinary one, or missing.
bool is_replaceable(const fs::path& path) {
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    return fs::is_regular_file(status) || status.type() == fs::file_type::not_found;
}

std::error_code last_error() { return {errno ? errno : EIO, std::generic_category()}; }

std::error_code print(std::FILE* stream, std::string_view text) {
    errno = 0;
    const bool printed = std::fwrite(text.data(), 1, text.size(), stream) == text.size() && std::fflush(stream) == 0;
    return printed ? std::error_code() : last_error();
}

std::error_code write_into(const fs::path& path, std::string_view text) {
    errno = 0;
    std::ofstream stream(path, std::ios::binary);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    return stream ? std::error_code() : last_error();
}

/// Why no file can be created in a directory, which may be missing itself.
std::error_code obstacle_in(const fs::path& directory) {
    std::error_code ignored;
    fs::path existing = fs::current_path() / directory;
    while (!fs::exists(fs::symlink_status(existing, ignored)) && existing.has_relative_path()) existing = existing.parent_path();
    if (!fs::is_directory(existing, ignored)) return std::make_error_code(std::errc::not_a_directory);
    return ::access(existing.c_str(), W_OK | X_OK) == 0 ? std::error_code() : last_error();
}

std::error_code obstacle_to(const fs::path& file) {
    std::error_code ignored;
    if (fs::is_directory(file, ignored) || !file.has_filename()) return std::make_error_code(std::errc::is_a_directory);
    if (standard_stream(file) != nullptr) return {};
    if (is_replaceable(file)) return obstacle_in(followed(file).parent_path());
    return ::access(file.c_str(), W_OK) == 0 ? std::error_code() : last_error();
}

[[noreturn]] void fail_to_write(const fs::path& file, const std::error_code& error) {
    throw InputError(file.string() + ": expected a file that can be written, found: " + error.message());
}

/// Texts in temporary files beside the paths that they are for. Those that were not put in place are removed.
class StagedFiles {
public:
    StagedFiles() = default;
    StagedFiles(const StagedFiles&) = delete;
    StagedFiles& operator=(const StagedFiles&) = delete;
    ~StagedFiles() {
        std::error_code ignored;
        for (const Staged& file : waiting_) fs::remove(file.temporary, ignored);
    }

    void add(const File& file) {
        const fs::path target = followed(file.path);
        create_parent(target);
        waiting_.push_back({file.path, target, temporary_beside(target)});
        if (const std::error_code error = write_into(waiting_.back().temporary, file.text)) fail_to_write(file.path, error);
    }

    void put_in_place() {
        std::error_code error;
        for (; !waiting_.empty(); waiting_.pop_front()) {
            const Staged& file = waiting_.front();
            fs::rename(file.temporary, file.target, error);
            if (error) fail_to_write(file.path, error);
        }
    }

private:
    struct Staged {
        fs::path path, target, temporary;
    };
    std::deque<Staged> waiting_;
};

/// Into a standard stream, a pipe or a device.
void write_stream(const File& file) {
    std::FILE* const stream = standard_stream(file.path);
    const std::error_code error = stream != nullptr ? print(stream, file.text) : write_into(file.path, file.text);
    if (error) fail_to_write(file.path, error);
}

}  // namespace

void require_writable_directory(const fs::path& directory) {
    if (directory.empty()) return;
    if (const std::error_code error = obstacle_in(directory))
        throw InputError(directory.string() + ": expected a directory that can be written, found: " + error.message());
}

void require_writable_file(const fs::path& file) {
    if (file.empty()) return;
    if (const std::error_code error = obstacle_to(file)) fail_to_write(file, error);
}

void write_files_atomically(const std::vector<File>& files) {
    StagedFiles staged;
    std::vector<const File*> streams;
    for (const File& file : files) {
        require_writable_file(file.path);
        // A standard stream keeps its place in the file that it goes to, so what it prints would overwrite another writer's text.
        if (standard_stream(file.path) != nullptr || !is_replaceable(file.path)) streams.push_back(&file);
        else
            staged.add(file);
    }
    for (const File* file : streams) write_stream(*file);
    staged.put_in_place();
}

void write_file_atomically(const fs::path& path, std::string text) { write_files_atomically({{path, std::move(text)}}); }

}  // namespace aimcert::cli
