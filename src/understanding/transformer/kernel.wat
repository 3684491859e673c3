;; The arithmetic of a transformer, four or eight numbers at a time. Whole-number sums are exact and the rest is IEEE single precision in a
;; fixed order, so every machine gives the same. All places are byte offsets in the memory.
(module
  (memory (export "memory") 1)

  ;; Rounds each row of `from` (f32, `rows` × `inner`) by its own largest number to whole numbers up to `finest` in `into` (i16), and says in
  ;; `units` (f32) what one is worth. `inner` is a multiple of eight.
  (func (export "quantizeRows") (param $from i32) (param $into i32) (param $units i32) (param $rows i32) (param $inner i32) (param $finest f32)
    (local $at i32) (local $read i32) (local $most v128) (local $unit f32) (local $times v128)
    (loop $eachRow
      (local.set $most (f32x4.splat (f32.const 1e-9)))
      (local.set $read (local.get $from))
      (local.set $at (local.get $inner))
      (loop $fours
        (local.set $most (f32x4.max (local.get $most) (f32x4.abs (v128.load (local.get $read)))))
        (local.set $read (i32.add (local.get $read) (i32.const 16)))
        (br_if $fours (local.tee $at (i32.sub (local.get $at) (i32.const 4)))))
      (local.set $unit (f32.div
        (f32.max
          (f32.max (f32x4.extract_lane 0 (local.get $most)) (f32x4.extract_lane 1 (local.get $most)))
          (f32.max (f32x4.extract_lane 2 (local.get $most)) (f32x4.extract_lane 3 (local.get $most))))
        (local.get $finest)))
      (f32.store (local.get $units) (local.get $unit))
      (local.set $times (f32x4.splat (f32.div (f32.const 1) (local.get $unit))))
      (local.set $at (local.get $inner))
      (loop $eights
        (v128.store (local.get $into) (i16x8.narrow_i32x4_s
          (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.mul (v128.load (local.get $from)) (local.get $times))))
          (i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.mul (v128.load offset=16 (local.get $from)) (local.get $times))))))
        (local.set $from (i32.add (local.get $from) (i32.const 32)))
        (local.set $into (i32.add (local.get $into) (i32.const 16)))
        (br_if $eights (local.tee $at (i32.sub (local.get $at) (i32.const 8)))))
      (local.set $units (i32.add (local.get $units) (i32.const 4)))
      (br_if $eachRow (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

  ;; What `quantizeRows` made of a matrix (`inputs` and `units`) times `weights` (i8, `outer` × `inner`) of which one is worth `scales` (f32), plus
  ;; `bias` (f32), into `out` (f32, `rows` × `outer`). Four rows and two outer units at a time: `rows` is a multiple of four; where `outer` is
  ;; odd the last unit is worked out twice. `inner` is a multiple of eight.
  (func (export "matMul") (param $inputs i32) (param $units i32) (param $weights i32) (param $scales i32) (param $bias i32) (param $out i32)
    (param $rows i32) (param $inner i32) (param $outer i32)
    (local $row i32) (local $one i32) (local $two i32) (local $at i32) (local $weight i32) (local $other i32)
    (local $first i32) (local $second i32) (local $third i32) (local $fourth i32)
    (local $w v128) (local $x v128) (local $input v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $e v128) (local $f v128) (local $g v128) (local $h v128)
    (loop $pairs
      (local.set $two (select
        (i32.add (local.get $one) (i32.const 1)) (local.get $one)
        (i32.lt_u (i32.add (local.get $one) (i32.const 1)) (local.get $outer))))
      (local.set $row (i32.const 0))
      (loop $rowsOfFour
        (local.set $first (i32.add (local.get $inputs) (i32.shl (i32.mul (local.get $row) (local.get $inner)) (i32.const 1))))
        (local.set $second (i32.add (local.get $first) (i32.shl (local.get $inner) (i32.const 1))))
        (local.set $third (i32.add (local.get $second) (i32.shl (local.get $inner) (i32.const 1))))
        (local.set $fourth (i32.add (local.get $third) (i32.shl (local.get $inner) (i32.const 1))))
        (local.set $weight (i32.add (local.get $weights) (i32.mul (local.get $one) (local.get $inner))))
        (local.set $other (i32.add (local.get $weights) (i32.mul (local.get $two) (local.get $inner))))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $c (v128.const i32x4 0 0 0 0))
        (local.set $d (v128.const i32x4 0 0 0 0))
        (local.set $e (v128.const i32x4 0 0 0 0))
        (local.set $f (v128.const i32x4 0 0 0 0))
        (local.set $g (v128.const i32x4 0 0 0 0))
        (local.set $h (v128.const i32x4 0 0 0 0))
        (local.set $at (i32.const 0))
        (loop $eights
          (local.set $w (v128.load8x8_s (i32.add (local.get $weight) (local.get $at))))
          (local.set $x (v128.load8x8_s (i32.add (local.get $other) (local.get $at))))
          (local.set $input (v128.load (local.get $first)))
          (local.set $a (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $w) (local.get $input))))
          (local.set $e (i32x4.add (local.get $e) (i32x4.dot_i16x8_s (local.get $x) (local.get $input))))
          (local.set $input (v128.load (local.get $second)))
          (local.set $b (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $w) (local.get $input))))
          (local.set $f (i32x4.add (local.get $f) (i32x4.dot_i16x8_s (local.get $x) (local.get $input))))
          (local.set $input (v128.load (local.get $third)))
          (local.set $c (i32x4.add (local.get $c) (i32x4.dot_i16x8_s (local.get $w) (local.get $input))))
          (local.set $g (i32x4.add (local.get $g) (i32x4.dot_i16x8_s (local.get $x) (local.get $input))))
          (local.set $input (v128.load (local.get $fourth)))
          (local.set $d (i32x4.add (local.get $d) (i32x4.dot_i16x8_s (local.get $w) (local.get $input))))
          (local.set $h (i32x4.add (local.get $h) (i32x4.dot_i16x8_s (local.get $x) (local.get $input))))
          (local.set $first (i32.add (local.get $first) (i32.const 16)))
          (local.set $second (i32.add (local.get $second) (i32.const 16)))
          (local.set $third (i32.add (local.get $third) (i32.const 16)))
          (local.set $fourth (i32.add (local.get $fourth) (i32.const 16)))
          (br_if $eights (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (local.get $inner))))
        (call $put (local.get $a) (local.get $b) (local.get $c) (local.get $d)
          (local.get $units) (local.get $scales) (local.get $bias) (local.get $out) (local.get $row) (local.get $one) (local.get $outer))
        (call $put (local.get $e) (local.get $f) (local.get $g) (local.get $h)
          (local.get $units) (local.get $scales) (local.get $bias) (local.get $out) (local.get $row) (local.get $two) (local.get $outer))
        (br_if $rowsOfFour (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 4))) (local.get $rows))))
      (br_if $pairs (i32.lt_u (local.tee $one (i32.add (local.get $one) (i32.const 2))) (local.get $outer)))))

  ;; Stores the sums of one unit and four rows for what they are worth.
  (func $put (param $a v128) (param $b v128) (param $c v128) (param $d v128)
    (param $units i32) (param $scales i32) (param $bias i32) (param $out i32) (param $row i32) (param $unit i32) (param $outer i32)
    (local $scale f32) (local $plus f32) (local $worth v128) (local $step i32)
    (local.set $scale (f32.load (i32.add (local.get $scales) (i32.shl (local.get $unit) (i32.const 2)))))
    (local.set $plus (f32.load (i32.add (local.get $bias) (i32.shl (local.get $unit) (i32.const 2)))))
    (local.set $worth (v128.load (i32.add (local.get $units) (i32.shl (local.get $row) (i32.const 2)))))
    (local.set $step (i32.shl (local.get $outer) (i32.const 2)))
    (local.set $worth (f32x4.add (f32x4.splat (local.get $plus)) (f32x4.mul (f32x4.mul (local.get $worth) (f32x4.splat (local.get $scale)))
      (f32x4.convert_i32x4_s (i32x4.replace_lane 3 (i32x4.replace_lane 2 (i32x4.replace_lane 1 (i32x4.splat
        (call $total (local.get $a))) (call $total (local.get $b))) (call $total (local.get $c))) (call $total (local.get $d)))))))
    (local.set $out (i32.add (local.get $out) (i32.shl (i32.add (i32.mul (local.get $row) (local.get $outer)) (local.get $unit)) (i32.const 2))))
    (f32.store (local.get $out) (f32x4.extract_lane 0 (local.get $worth)))
    (f32.store (local.tee $out (i32.add (local.get $out) (local.get $step))) (f32x4.extract_lane 1 (local.get $worth)))
    (f32.store (local.tee $out (i32.add (local.get $out) (local.get $step))) (f32x4.extract_lane 2 (local.get $worth)))
    (f32.store (i32.add (local.get $out) (local.get $step)) (f32x4.extract_lane 3 (local.get $worth))))

  (func $total (param $sum v128) (result i32)
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))

  ;; How well each query fits each key of one head: `fits` (f32, `rows` × `rows`). A row of `query` and `key` begins `step` bytes after the
  ;; last one; `size`, a multiple of four, is how many numbers of it belong to the head.
  (func (export "attentionScores") (param $query i32) (param $key i32) (param $fits i32) (param $rows i32) (param $step i32) (param $size i32)
    (local $row i32) (local $other i32) (local $at i32) (local $k i32) (local $sum v128)
    (loop $queries
      (local.set $k (local.get $key))
      (local.set $other (local.get $rows))
      (loop $keys
        (local.set $sum (v128.const f32x4 0 0 0 0))
        (local.set $at (i32.const 0))
        (loop $fours
          (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul
            (v128.load (i32.add (local.get $query) (local.get $at))) (v128.load (i32.add (local.get $k) (local.get $at))))))
          (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.shl (local.get $size) (i32.const 2)))))
        (f32.store (local.get $fits) (f32.add
          (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
          (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum)))))
        (local.set $fits (i32.add (local.get $fits) (i32.const 4)))
        (local.set $k (i32.add (local.get $k) (local.get $step)))
        (br_if $keys (local.tee $other (i32.sub (local.get $other) (i32.const 1)))))
      (local.set $query (i32.add (local.get $query) (local.get $step)))
      (br_if $queries (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $rows)))))

  ;; The values of one head, each as much as `fits` says, for every row into `out`; steps and size as in `attentionScores`.
  (func (export "applyAttention") (param $fits i32) (param $value i32) (param $out i32) (param $rows i32) (param $step i32) (param $size i32)
    (local $row i32) (local $other i32) (local $at i32) (local $v i32) (local $f i32) (local $sum v128)
    (loop $outs
      (local.set $at (i32.const 0))
      (loop $fours
        (local.set $sum (v128.const f32x4 0 0 0 0))
        (local.set $v (i32.add (local.get $value) (local.get $at)))
        (local.set $f (local.get $fits))
        (local.set $other (local.get $rows))
        (loop $values
          (local.set $sum (f32x4.add (local.get $sum) (f32x4.mul (v128.load32_splat (local.get $f)) (v128.load (local.get $v)))))
          (local.set $f (i32.add (local.get $f) (i32.const 4)))
          (local.set $v (i32.add (local.get $v) (local.get $step)))
          (br_if $values (local.tee $other (i32.sub (local.get $other) (i32.const 1)))))
        (v128.store (i32.add (local.get $out) (local.get $at)) (local.get $sum))
        (br_if $fours (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (i32.shl (local.get $size) (i32.const 2)))))
      (local.set $fits (i32.add (local.get $fits) (i32.shl (local.get $rows) (i32.const 2))))
      (local.set $out (i32.add (local.get $out) (local.get $step)))
      (br_if $outs (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $rows))))))
