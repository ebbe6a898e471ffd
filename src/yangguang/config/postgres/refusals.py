"""Why the embedded database cannot be had, and what the operator can do."""

from yangguang.kernel.refusals import Refusal


class NoDatabaseServer(Refusal):
    """Neither the package nor the machine offers a PostgreSQL we can run."""

    code = "config.no_database_server"
    text = "没有找到可用的 PostgreSQL（需要 15 或更高版本）。"
    remedy = "请重新运行 script/bootstrap，或安装 postgresql，或用 DATABASE_URL 指定一个数据库。"


class OtherMajorVersion(Refusal):
    """The data folder was made by another major version than any server we have."""

    code = "config.other_major_version"
    text = (
        "数据目录 {data} 由 PostgreSQL {made_by} 建立，这里只有 PostgreSQL {present}，不能直接打开。"
        "数据没有被改动。"
    )
    remedy = "请安装 PostgreSQL {made_by}，用它导出（pg_dump）后在新目录导入；或把该目录移走，重新开始。"


class NoAccountForServer(Refusal):
    """We are root, PostgreSQL refuses root, and no unprivileged account exists to run it."""

    code = "config.no_account_for_database"
    text = "PostgreSQL 不能以 root 运行，而这台机器没有 postgres 或 nobody 账户。"
    remedy = "请建一个名为 postgres 的普通账户，或改用普通用户启动，或设置 DATABASE_URL。"


class SocketFolderTaken(Refusal):
    """The short folder for the socket exists and is not ours alone."""

    code = "config.socket_folder_taken"
    text = "目录 {folder} 已被别人占用，数据库的套接字不能放在那里。"
    remedy = "请删除该目录，或设置 XDG_RUNTIME_DIR，或把项目移到路径较短的位置。"


class DatabaseDidNotStart(Refusal):
    """PostgreSQL ended, or did not answer in time."""

    code = "config.database_did_not_start"
    text = "数据库没有启动起来：{reason}"
    remedy = "数据没有丢失。完整记录在 {log}。"
