/*
 * The limit of this machine: a WebSocket server that writes to all its sockets whatever arrives on one channel of Redis.
 *
 *   limit each|joined CHANNEL PORT PASSWORD
 *
 * `each` writes one message at a time to each socket; `joined` first takes all that waits, and writes it to each socket at
 * once. It prints its port. It understands no more than the clients of this benchmark say.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOCKETS_MAX 65536
#define LOG_BYTES (64 * 1024 * 1024)
#define REPLY_BYTES (4 * 1024 * 1024)

/* Every client sends the key of RFC 6455's example, so its answer is known. */
static const char upgraded[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                               "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n";

static int queue;
static int redis_socket;
/* All frames, one after the other. A socket that is open is somewhere in it. */
static char *log_bytes;
static size_t log_end;
static int sockets[SOCKETS_MAX];
static int socket_count;
static size_t sent[SOCKETS_MAX];
static char is_open[SOCKETS_MAX];
static char is_waiting[SOCKETS_MAX];
static char reply[REPLY_BYTES];
static size_t reply_end;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int fd, uint32_t events, int operation) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(queue, operation, fd, &event) < 0) fail("epoll_ctl");
}

static void write_rest(int fd) {
  while (sent[fd] < log_end) {
    ssize_t written = write(fd, log_bytes + sent[fd], log_end - sent[fd]);
    if (written < 0) {
      if (errno != EAGAIN) return;
      if (!is_waiting[fd]) watch(fd, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
      is_waiting[fd] = 1;
      return;
    }
    sent[fd] += (size_t)written;
  }
  if (is_waiting[fd]) watch(fd, EPOLLIN, EPOLL_CTL_MOD);
  is_waiting[fd] = 0;
}

static void write_to_all(void) {
  size_t least = log_end;
  for (int i = 0; i < socket_count; i += 1) {
    int fd = sockets[i];
    if (!is_open[fd]) continue;
    if (!is_waiting[fd]) write_rest(fd);
    if (sent[fd] < least) least = sent[fd];
  }
  /* Mostly all have everything, and the log begins anew. */
  if (least < log_end) return;
  for (int i = 0; i < socket_count; i += 1) sent[sockets[i]] = 0;
  log_end = 0;
}

/* Every message of this benchmark has between 126 and 65,535 bytes. */
static void append_frame(const char *payload, size_t length) {
  if (log_end + length + 4 > LOG_BYTES) {
    fprintf(stderr, "The clients are too slow\n");
    exit(1);
  }
  char *at = log_bytes + log_end;
  at[0] = (char)0x81;
  at[1] = 126;
  at[2] = (char)(length >> 8);
  at[3] = (char)(length & 255);
  memcpy(at + 4, payload, length);
  log_end += length + 4;
}

/* Where the line that begins here ends, after its CR and LF; 0 where it is not whole. */
static size_t line_end(size_t from) {
  char *found = memchr(reply + from, '\n', reply_end - from);
  return found == NULL ? 0 : (size_t)(found - reply) + 1;
}

/* One bulk string of a push; 0 where it is not whole. */
static size_t bulk(size_t from, const char **text, size_t *length) {
  size_t body = line_end(from);
  if (body == 0) return 0;
  *length = (size_t)atol(reply + from + 1);
  *text = reply + body;
  return body + *length + 2 <= reply_end ? body + *length + 2 : 0;
}

static void read_redis(int writes_each) {
  for (;;) {
    ssize_t got = recv(redis_socket, reply + reply_end, REPLY_BYTES - reply_end, MSG_DONTWAIT);
    if (got == 0) exit(1);
    if (got < 0) break;
    reply_end += (size_t)got;
    size_t from = 0;
    while (from < reply_end) {
      if (reply[from] != '*') {
        size_t end = line_end(from);
        if (end == 0) break;
        from = end;
        continue;
      }
      const char *text;
      size_t length;
      size_t at = line_end(from);
      size_t kind_end = at == 0 ? 0 : bulk(at, &text, &length);
      int is_message = kind_end != 0 && length == 7 && memcmp(text, "message", 7) == 0;
      size_t channel_end = kind_end == 0 ? 0 : bulk(kind_end, &text, &length);
      /* The answer to `subscribe` ends with a number. */
      size_t end = channel_end == 0 ? 0 : is_message ? bulk(channel_end, &text, &length) : line_end(channel_end);
      if (end == 0) break;
      if (is_message) append_frame(text, length);
      if (is_message && writes_each) write_to_all();
      from = end;
    }
    memmove(reply, reply + from, reply_end - from);
    reply_end -= from;
  }
  if (log_end > 0) write_to_all();
}

static void read_client(int fd) {
  char bytes[4096];
  ssize_t got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN)) {
    is_open[fd] = 0;
    for (int i = 0; i < socket_count; i += 1)
      if (sockets[i] == fd) sockets[i--] = sockets[--socket_count];
    close(fd);
    return;
  }
  if (got < 0 || is_open[fd]) return;
  /* The whole request is one packet. */
  if (write(fd, upgraded, sizeof upgraded - 1) < 0) fail("write");
  is_open[fd] = 1;
  sent[fd] = log_end;
  sockets[socket_count++] = fd;
}

static int connect_redis(int port, const char *password, const char *channel) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  if (password[0] != 0) dprintf(fd, "AUTH %s\r\n", password);
  dprintf(fd, "SUBSCRIBE %s\r\n", channel);
  return fd;
}

static int listen_anywhere(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, 4096) < 0) fail("listen");
  if (getsockname(fd, (struct sockaddr *)&address, &size) < 0) fail("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return fd;
}

int main(int count, char **words) {
  if (count < 5) return 2;
  int writes_each = strcmp(words[1], "each") == 0;
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  log_bytes = malloc(LOG_BYTES);
  queue = epoll_create1(0);
  redis_socket = connect_redis(atoi(words[3]), words[4], words[2]);
  int listening = listen_anywhere();
  watch(redis_socket, EPOLLIN, EPOLL_CTL_ADD);
  watch(listening, EPOLLIN, EPOLL_CTL_ADD);
  for (;;) {
    struct epoll_event events[256];
    int ready = epoll_wait(queue, events, 256, -1);
    for (int i = 0; i < ready; i += 1) {
      int fd = events[i].data.fd;
      if (fd == redis_socket) read_redis(writes_each);
      else if (fd == listening) {
        int client = accept4(listening, NULL, NULL, SOCK_NONBLOCK);
        if (client < 0 || client >= SOCKETS_MAX) continue;
        int on = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        is_open[client] = 0;
        is_waiting[client] = 0;
        watch(client, EPOLLIN, EPOLL_CTL_ADD);
      } else {
        if (events[i].events & EPOLLOUT) write_rest(fd);
        if (events[i].events & ~(uint32_t)EPOLLOUT) read_client(fd);
      }
    }
  }
}
