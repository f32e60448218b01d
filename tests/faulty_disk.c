/* A disk that fails: loaded before the C library, it lets one kind of call on files below some folders
   fail, from the n-th on or only then. Calls of every kind are counted for all processes together.

   FAULTY_BELOW   folders, joined by ':'
   FAULTY_CALL    one of the kinds
   FAULTY_AT      which of these calls fails, from 1 on; 0 only counts
   FAULTY_ERRNO   what it fails with
   FAULTY_LASTING 1 if every later call fails too
   FAULTY_COUNT   a file of eight bytes for each kind, which is mapped */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *kinds[] = {"read", "write", "sync", "rename", "open", "create", "make", "remove"};
enum { KINDS = sizeof kinds / sizeof *kinds };
static const char *below, *call;
static long at, lasting, number, *count;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("FAULTY_COUNT");
    below = getenv("FAULTY_BELOW");
    call = getenv("FAULTY_CALL");
    if (!file || !below || !call) return;
    at = atol(getenv("FAULTY_AT"));
    number = atol(getenv("FAULTY_ERRNO"));
    lasting = atol(getenv("FAULTY_LASTING"));
    int opened = syscall(SYS_openat, AT_FDCWD, file, O_RDWR);
    void *mapped = mmap(NULL, KINDS * sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
    syscall(SYS_close, opened);
    if (mapped != MAP_FAILED) count = mapped;
}

static int inside(const char *path) {
    for (const char *from = below; *from;) {
        size_t length = strcspn(from, ":");
        if (length && !strncmp(path, from, length)) return 1;
        from += length + (from[length] == ':');
    }
    return 0;
}

static int fails(const char *kind, int folder, const char *path) {
    char whole[8192] = "";
    if (!count) return 0;
    if (!path || path[0] != '/') { /* a descriptor, or a path that starts at one */
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        if (path && folder == AT_FDCWD) strcpy(link, "/proc/self/cwd");
        ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, whole, sizeof whole / 2);
        if (length < 0) return 0;
        whole[length] = 0;
        if (path) {
            strcat(whole, "/");
            strncat(whole, path, sizeof whole / 2 - 2);
        }
    } else {
        strncpy(whole, path, sizeof whole - 1);
    }
    if (!inside(whole)) return 0;
    int place = 0;
    while (strcmp(kinds[place], kind)) place++;
    long made = __atomic_add_fetch(count + place, 1, __ATOMIC_SEQ_CST);
    if (!at || strcmp(kind, call) || made < at || (made > at && !lasting)) return 0;
    errno = number;
    return 1;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define ON_DESCRIPTOR(result, name, kind, declared, ...) \
    result name declared { \
        REAL(name); \
        return fails(kind, fd, NULL) ? -1 : real(__VA_ARGS__); \
    }

ON_DESCRIPTOR(ssize_t, read, "read", (int fd, void *to, size_t size), fd, to, size)
ON_DESCRIPTOR(ssize_t, pread, "read", (int fd, void *to, size_t size, off_t from), fd, to, size, from)
ON_DESCRIPTOR(ssize_t, pread64, "read", (int fd, void *to, size_t size, off64_t from), fd, to, size, from)
ON_DESCRIPTOR(ssize_t, readv, "read", (int fd, const struct iovec *to, int parts), fd, to, parts)
ON_DESCRIPTOR(ssize_t, write, "write", (int fd, const void *from, size_t size), fd, from, size)
ON_DESCRIPTOR(ssize_t, pwrite, "write", (int fd, const void *from, size_t size, off_t to), fd, from, size, to)
ON_DESCRIPTOR(ssize_t, pwrite64, "write", (int fd, const void *from, size_t size, off64_t to), fd, from, size, to)
ON_DESCRIPTOR(ssize_t, writev, "write", (int fd, const struct iovec *from, int parts), fd, from, parts)
ON_DESCRIPTOR(int, ftruncate, "write", (int fd, off_t size), fd, size)
ON_DESCRIPTOR(int, ftruncate64, "write", (int fd, off64_t size), fd, size)
ON_DESCRIPTOR(int, fsync, "sync", (int fd), fd)
ON_DESCRIPTOR(int, fdatasync, "sync", (int fd), fd)

#define ON_PATH(name, kind, folder, path, declared, ...) \
    int name declared { \
        REAL(name); \
        return fails(kind, folder, path) ? -1 : real(__VA_ARGS__); \
    }

ON_PATH(rename, "rename", AT_FDCWD, to, (const char *from, const char *to), from, to)
ON_PATH(renameat, "rename", there, to, (int here, const char *from, int there, const char *to), here, from, there, to)
ON_PATH(mkdir, "make", AT_FDCWD, path, (const char *path, mode_t mode), path, mode)
ON_PATH(mkdirat, "make", folder, path, (int folder, const char *path, mode_t mode), folder, path, mode)
ON_PATH(unlink, "remove", AT_FDCWD, path, (const char *path), path)
ON_PATH(unlinkat, "remove", folder, path, (int folder, const char *path, int flags), folder, path, flags)
ON_PATH(rmdir, "remove", AT_FDCWD, path, (const char *path), path)

#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return fails(flags & O_CREAT ? "create" : "open", AT_FDCWD, path) ? -1 : real(path, flags, mode); \
    }
#define OPENS_AT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return fails(flags & O_CREAT ? "create" : "open", folder, path) ? -1 : real(folder, path, flags, mode); \
    }
OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)
