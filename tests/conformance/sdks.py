"""Puts one official Python SDK, unmodified, to the local cloud: settings on standard input, a line per thing that held."""

import hashlib
import json
import os
import sys
import tempfile

MIB = 1024 * 1024
KEY = "照片/a b+c (1)/~%23'!*.bin"
BODY = os.urandom(3 * MIB + 12_345)
CUTS = [0, MIB, 2 * MIB, 3 * MIB, len(BODY)]


def main():
    settings = json.load(sys.stdin)
    client = CLIENTS[settings["sdk"]](settings)
    put_and_read(client)
    upload_in_parts(client)
    abort(client)
    send_a_file(client)


def put_and_read(client):
    body = BODY[:100_001]
    client.put(KEY, body)
    size, etag, author = client.head(KEY)
    assert size == len(body), size
    assert etag.strip('"').lower() == hashlib.md5(body).hexdigest(), etag
    assert author == "li", author
    assert client.get(KEY) == body
    assert client.get(KEY, (1000, 1999)) == body[1000:2000]
    client.remove(KEY)
    refused(lambda: client.get(KEY), "NoSuchKey")
    print("put, head, get, range, delete")


def upload_in_parts(client):
    upload = client.initiate(KEY)
    etags = {n: client.part(KEY, upload, n, BODY[CUTS[n - 1] : CUTS[n]]) for n in (3, 1, 4, 2)}
    listed, marker, more = [], 0, True
    while more:
        page, more, marker = client.parts(KEY, upload, 3, marker)
        listed += page
    assert [(n, size) for n, _, size in listed] == [(n, CUTS[n] - CUTS[n - 1]) for n in (1, 2, 3, 4)], listed
    assert [etag.strip('"') for _, etag, _ in listed] == [etags[n].strip('"') for n in (1, 2, 3, 4)], listed
    client.complete(KEY, upload, [(n, etags[n]) for n in (1, 2, 3, 4)])
    assert client.get(KEY) == BODY
    print("initiate, upload parts, list parts by page, complete")


def abort(client):
    upload = client.initiate(KEY)
    client.part(KEY, upload, 1, BODY[:MIB])
    assert client.uploads("照片/") == [upload]
    client.abort(KEY, upload)
    refused(lambda: client.parts(KEY, upload, 10, 0), "NoSuchUpload")
    assert client.uploads("照片/") == []
    print("abort")


def send_a_file(client):
    with tempfile.NamedTemporaryFile() as file:
        file.write(BODY)
        file.flush()
        client.large(KEY, file.name)
    assert client.get(KEY) == BODY
    print("a file in parts")


def refused(action, code):
    try:
        action()
    except Exception as error:  # each SDK has classes of its own, the code is somewhere in all of them
        last = getattr(error, "last_error", error)
        assert code in f"{error!r} {error} {getattr(last, 'code', '')}", repr(error)
    else:
        raise AssertionError(f"{code} was expected")


class Oss:
    def __init__(self, settings):
        import oss2

        self.oss2 = oss2
        key = (settings["id"], settings["secret"], settings["token"])
        auth = oss2.StsAuth(*key, auth_version="v4" if settings["sdk"] == "oss2-v4" else "v1")
        # Its real host name, with the local cloud as proxy.
        host = f"http://oss-{settings['region']}.aliyuncs.com"
        proxies = {"http": settings["endpoint"]}
        self.bucket = oss2.Bucket(auth, host, settings["bucket"], proxies=proxies, region=settings["region"])

    def put(self, key, body):
        self.bucket.put_object(key, body, headers={"x-oss-meta-author": "li"})

    def head(self, key):
        found = self.bucket.head_object(key)
        return found.content_length, found.etag, found.headers["x-oss-meta-author"]

    def get(self, key, byte_range=None):
        return self.bucket.get_object(key, byte_range=byte_range).read()

    def remove(self, key):
        self.bucket.delete_object(key)

    def initiate(self, key):
        return self.bucket.init_multipart_upload(key).upload_id

    def part(self, key, upload, number, body):
        return self.bucket.upload_part(key, upload, number, body).etag

    def parts(self, key, upload, most, after):
        page = self.bucket.list_parts(key, upload, marker=str(after), max_parts=most)
        found = [(part.part_number, part.etag, part.size) for part in page.parts]
        return found, page.is_truncated, page.next_marker

    def complete(self, key, upload, parts):
        named = [self.oss2.models.PartInfo(number, etag) for number, etag in parts]
        self.bucket.complete_multipart_upload(key, upload, named)

    def abort(self, key, upload):
        self.bucket.abort_multipart_upload(key, upload)

    def uploads(self, prefix):
        return [one.upload_id for one in self.bucket.list_multipart_uploads(prefix=prefix).upload_list]

    def large(self, key, path):
        self.oss2.resumable_upload(self.bucket, key, path, multipart_threshold=MIB, part_size=MIB, num_threads=3)


class Cos:
    def __init__(self, settings):
        from qcloud_cos import CosConfig, CosS3Client

        # Through a proxy the host has no port, which this SDK would leave out of what it signs.
        self.client = CosS3Client(
            CosConfig(
                Region=settings["region"],
                SecretId=settings["id"],
                SecretKey=settings["secret"],
                Token=settings["token"],
                Scheme="http",
                Proxies={"http": settings["endpoint"]},
            ),
            retry=0,
        )
        self.bucket = settings["bucket"]

    def put(self, key, body):
        self.client.put_object(Bucket=self.bucket, Key=key, Body=body, Metadata={"x-cos-meta-author": "li"})

    def head(self, key):
        found = self.client.head_object(Bucket=self.bucket, Key=key)
        return int(found["Content-Length"]), found["ETag"], found["x-cos-meta-author"]

    def get(self, key, byte_range=None):
        more = {"Range": f"bytes={byte_range[0]}-{byte_range[1]}"} if byte_range else {}
        return self.client.get_object(Bucket=self.bucket, Key=key, **more)["Body"].get_raw_stream().read()

    def remove(self, key):
        self.client.delete_object(Bucket=self.bucket, Key=key)

    def initiate(self, key):
        return self.client.create_multipart_upload(Bucket=self.bucket, Key=key)["UploadId"]

    def part(self, key, upload, number, body):
        return self.client.upload_part(Bucket=self.bucket, Key=key, UploadId=upload, PartNumber=number, Body=body)["ETag"]

    def parts(self, key, upload, most, after):
        page = self.client.list_parts(
            Bucket=self.bucket, Key=key, UploadId=upload, MaxParts=most, PartNumberMarker=int(after)
        )
        found = [(int(part["PartNumber"]), part["ETag"], int(part["Size"])) for part in page["Part"]]
        return found, page["IsTruncated"] == "true", page["NextPartNumberMarker"]

    def complete(self, key, upload, parts):
        named = {"Part": [{"PartNumber": number, "ETag": etag} for number, etag in parts]}
        self.client.complete_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload, MultipartUpload=named)

    def abort(self, key, upload):
        self.client.abort_multipart_upload(Bucket=self.bucket, Key=key, UploadId=upload)

    def uploads(self, prefix):
        found = self.client.list_multipart_uploads(Bucket=self.bucket, Prefix=prefix)
        return [one["UploadId"] for one in found.get("Upload", [])]

    def large(self, key, path):
        self.client.upload_file(Bucket=self.bucket, Key=key, LocalFilePath=path, PartSize=1, MAXThread=3, EnableMD5=True)


class Bos:
    def __init__(self, settings):
        from baidubce.auth.bce_credentials import BceCredentials
        from baidubce.bce_client_configuration import BceClientConfiguration
        from baidubce.services.bos.bos_client import BosClient

        credentials = BceCredentials(settings["id"], settings["secret"])
        endpoint, token = settings["endpoint"], settings["token"]
        self.client = BosClient(BceClientConfiguration(credentials, endpoint=endpoint, security_token=token))
        self.bucket = settings["bucket"]

    def put(self, key, body):
        self.client.put_object_from_string(self.bucket, key, body, user_metadata={"author": "li"})

    def head(self, key):
        found = self.client.get_object_meta_data(self.bucket, key).metadata
        return int(found.content_length), found.etag, found.bce_meta_author

    def get(self, key, byte_range=None):
        return self.client.get_object_as_string(self.bucket, key, range=byte_range)

    def remove(self, key):
        self.client.delete_object(self.bucket, key)

    def initiate(self, key):
        return self.client.initiate_multipart_upload(self.bucket, key).upload_id

    def part(self, key, upload, number, body):
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()
            sent = self.client.upload_part_from_file(self.bucket, key, upload, number, len(body), file.name, 0)
        return sent.metadata.etag

    def parts(self, key, upload, most, after):
        page = self.client.list_parts(self.bucket, key, upload, max_parts=most, part_number_marker=int(after))
        found = [(part.part_number, part.etag, part.size) for part in page.parts]
        return found, page.is_truncated, page.next_part_number_marker

    def complete(self, key, upload, parts):
        named = [{"partNumber": number, "eTag": etag} for number, etag in parts]
        self.client.complete_multipart_upload(self.bucket, key, upload, named)

    def abort(self, key, upload):
        self.client.abort_multipart_upload(self.bucket, key, upload)

    def uploads(self, prefix):
        return [one.upload_id for one in self.client.list_multipart_uploads(self.bucket, prefix=prefix).uploads]

    def large(self, key, path):
        assert self.client.put_super_object_from_file(self.bucket, key, path, chunk_size=1, thread_num=3)


CLIENTS = {"oss2-v4": Oss, "oss2-v1": Oss, "cos-python-sdk-v5": Cos, "bce-python-sdk": Bos}

if __name__ == "__main__":
    main()
