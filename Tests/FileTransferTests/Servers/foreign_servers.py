"""Debian's pure-ftpd, vsftpd and nginx, unpacked into a folder and started on free ports of 127.0.0.1 with own
settings: nothing of the machine is installed, changed or stopped. foreign_servers.py FOLDER CERTIFICATE

Prints one line of JSON with the ports, or with `missing` why they cannot be started, and ends with its standard input.
Files are in FOLDER/files; in it `up` takes uploads. The user of pure-ftpd and nginx is cp with the password s3cret."""
import json, os, shutil, socket, subprocess, sys, time

folder, certificate = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
cache = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "wattswarm-servers")
PACKAGES = ["pure-ftpd", "pure-ftpd-common", "vsftpd", "nginx", "nginx-common", "libwrap0"]
servers = []


def refuse(why):
    print(json.dumps({"missing": why}), flush=True)
    sys.exit(0)


def unpack():
    """The packages' files; fetched once."""
    root = os.path.join(cache, "root")
    if os.path.exists(os.path.join(cache, "complete")):
        return root
    if os.geteuid() != 0:
        refuse("FTP servers can only be started by root")
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        refuse("there is no apt-get")
    os.makedirs(cache, exist_ok=True)
    result = subprocess.run(["apt-get", "download", *PACKAGES], cwd=cache, capture_output=True, text=True)
    if result.returncode != 0:
        refuse("apt-get download: " + result.stderr.strip().splitlines()[-1])
    for name in os.listdir(cache):
        if name.endswith(".deb"):
            subprocess.run(["dpkg", "-x", name, root], cwd=cache, check=True)
    open(os.path.join(cache, "complete"), "w").close()
    return root


def freePort():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command, port, **more):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr, **more)
    servers.append(process)
    for _ in range(200):
        if process.poll() is not None:
            refuse(f"{os.path.basename(command[0])} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.05)
    refuse(f"{os.path.basename(command[0])} does not listen")


root = unpack()
environment = {**os.environ, "LD_LIBRARY_PATH": f"{root}/lib/x86_64-linux-gnu:{root}/usr/lib/x86_64-linux-gnu"}
files, up = f"{folder}/files", f"{folder}/files/up"
os.makedirs(up)
os.chmod(folder, 0o755)
os.chmod(up, 0o777)
ports = {}

# pure-ftpd: a user of its own data base, explicit TLS, EPSV and PASV, EPRT and PORT.
# Its own hash (Argon2) would cost more than any transfer, so the password stands there as MD5-crypt.
password = ["openssl", "passwd", "-1", "s3cret"]
hashed = subprocess.run(password, capture_output=True, text=True, check=True).stdout.strip()
with open(f"{folder}/users", "w") as file:
    file.write(f"cp:{hashed}:65534:65534::{files}/./::::::::::::\n")
subprocess.run(
    [f"{root}/usr/bin/pure-pw", "mkdb", f"{folder}/users.pdb", "-f", f"{folder}/users"], check=True, stdout=sys.stderr,
    stderr=sys.stderr, env=environment)
ports["pure-ftpd"] = freePort()
start(
    [f"{root}/usr/sbin/pure-ftpd", "-S", f"127.0.0.1,{ports['pure-ftpd']}", "-l", f"puredb:{folder}/users.pdb", "-E",
     "-H", "-A", "-Y", "1", "-2", certificate, "-g", f"{folder}/pure-ftpd.pid", "-c", "500", "-C", "500"],
    ports["pure-ftpd"], env=environment)

# vsftpd: anonymous (a user whose home is there), explicit TLS with reuse of the session, which it insists on.
empty = f"{folder}/empty"
os.makedirs(empty)
ports["vsftpd"] = freePort()
with open(f"{folder}/vsftpd.conf", "w") as file:
    file.write(f"""\
listen=YES
listen_address=127.0.0.1
listen_port={ports['vsftpd']}
background=NO
anonymous_enable=YES
local_enable=NO
write_enable=YES
anon_upload_enable=YES
anon_other_write_enable=YES
anon_umask=022
anon_root={files}
ftp_username=daemon
nopriv_user=nobody
chown_uploads=NO
secure_chroot_dir={empty}
connect_from_port_20=NO
port_promiscuous=NO
ssl_enable=YES
allow_anon_ssl=YES
force_local_data_ssl=NO
force_local_logins_ssl=NO
require_ssl_reuse=YES
rsa_cert_file={certificate}
rsa_private_key_file={certificate}
ssl_ciphers=HIGH
seccomp_sandbox=NO
max_clients=500
max_per_ip=500
xferlog_enable=NO
""")
start([f"{root}/usr/sbin/vsftpd", f"{folder}/vsftpd.conf"], ports["vsftpd"], env=environment)

# nginx: GET with ranges, PUT, a user, a size limit.
ports["http"], ports["https"] = freePort(), freePort()
for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
    os.makedirs(f"{folder}/{name}")
with open(f"{folder}/htpasswd", "w") as file:
    file.write("cp:{PLAIN}s3cret\n")
with open(f"{folder}/nginx.conf", "w") as file:
    file.write(f"""\
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{ports['http']};
        listen 127.0.0.1:{ports['https']} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {certificate};
        root {files};
        location / {{ }}
        location /up/ {{ dav_methods PUT; client_max_body_size 1m; }}
        location /private/ {{ auth_basic files; auth_basic_user_file {folder}/htpasswd; alias {files}/; }}
        location /slow/ {{ limit_rate 100k; alias {files}/; }}
        location /busy/ {{ return 503; }}
    }}
}}
""")
start(
    [f"{root}/usr/sbin/nginx", "-c", f"{folder}/nginx.conf", "-e", f"{folder}/nginx.log", "-p", folder],
    ports["http"], env=environment)

print(json.dumps(ports), flush=True)
sys.stdin.read()
for process in servers:
    process.terminate()
for process in servers:
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
