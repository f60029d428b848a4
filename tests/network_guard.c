/* Preloaded into every process that tests start: what would leave this machine is refused and written down.

   One line per attempt goes to the file that NETWORK_GUARD_LOG names: what, whereto, by which program. Loopback, UNIX
   sockets and numeric addresses that are only parsed pass. The resolver's own packets to a name server are made inside
   the C library, so a look-up is caught at getaddrinfo and gethostbyname instead. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void note(const char *what, const char *where) {
    const char *path = getenv("NETWORK_GUARD_LOG");
    char line[512];
    int kept = errno;
    int log = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644) : -1;
    if (log >= 0) {
        int length = snprintf(line, sizeof line, "%s %.300s (%s, pid %d)\n", what, where,
                              program_invocation_short_name, (int)getpid());
        if (write(log, line, length < (int)sizeof line ? length : (int)sizeof line - 1) < 0)
            abort(); /* an attempt that cannot be told must not look like none */
        close(log);
    }
    errno = kept;
}

static int leaves(const char *what, const struct sockaddr *to) {
    char host[INET6_ADDRSTRLEN] = "", where[INET6_ADDRSTRLEN + 16];
    int port = 0;
    if (!to)
        return 0;
    if (to->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)to;
        unsigned int address = ntohl(four->sin_addr.s_addr);
        if (address >> 24 == 127 || address == 0)
            return 0;
        inet_ntop(AF_INET, &four->sin_addr, host, sizeof host);
        port = ntohs(four->sin_port);
    } else if (to->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)to;
        const unsigned char *bytes = six->sin6_addr.s6_addr;
        if (IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) || IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr) ||
            (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) && bytes[12] == 127))
            return 0;
        inet_ntop(AF_INET6, &six->sin6_addr, host, sizeof host);
        port = ntohs(six->sin6_port);
    } else {
        return 0;
    }
    snprintf(where, sizeof where, "%s port %d", host, port);
    note(what, where);
    errno = ENETUNREACH;
    return 1;
}

static int looked_up(const char *name) {
    unsigned char parsed[16];
    size_t length = name ? strlen(name) : 0;
    if (!length || !strcmp(name, "localhost") || !strcmp(name, "ip6-localhost") || strchr(name, '%') ||
        (length > 10 && !strcmp(name + length - 10, ".localhost")) || inet_pton(AF_INET, name, parsed) == 1 ||
        inet_pton(AF_INET6, name, parsed) == 1)
        return 0;
    note("look-up", name);
    return 1;
}

int connect(int fd, const struct sockaddr *to, socklen_t length) {
    return leaves("connect", to) ? -1 : REAL(connect)(fd, to, length);
}

ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t length) {
    return leaves("sendto", to) ? -1 : REAL(sendto)(fd, data, size, flags, to, length);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    return leaves("sendmsg", message->msg_name) ? -1 : REAL(sendmsg)(fd, message, flags);
}

int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags) {
    for (unsigned int place = 0; place < count; place++)
        if (leaves("sendmmsg", messages[place].msg_hdr.msg_name))
            return -1;
    return REAL(sendmmsg)(fd, messages, count, flags);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    return looked_up(name) ? EAI_NONAME : REAL(getaddrinfo)(name, service, hints, found);
}

struct hostent *gethostbyname(const char *name) {
    return looked_up(name) ? NULL : REAL(gethostbyname)(name);
}

struct hostent *gethostbyname2(const char *name, int family) {
    return looked_up(name) ? NULL : REAL(gethostbyname2)(name, family);
}

int gethostbyname_r(const char *name, struct hostent *made, char *room, size_t size, struct hostent **found,
                    int *fault) {
    if (!looked_up(name))
        return REAL(gethostbyname_r)(name, made, room, size, found, fault);
    *found = NULL;
    *fault = HOST_NOT_FOUND;
    return 0;
}
