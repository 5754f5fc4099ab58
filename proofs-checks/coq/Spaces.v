(** Distances of vectors, matrices and tuples of matrices, and linear maps bounded in the 2-norm. *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms.
Local Open Scope R_scope.

Definition matrix_sub (A B : matrix) : matrix := fun i j => A i j - B i j.
Definition transpose (A : matrix) : matrix := fun i j => A j i.

(** A tuple of matrices, one a layer: layer m maps n m entries to n (m+1). |W|² = Σ_m |W m|_F². *)
Definition tuple := nat -> matrix.
Definition tuple_sub (U W : tuple) : tuple := fun m => matrix_sub (U m) (W m).
Definition tuple_sq (layers : nat) (n : nat -> nat) (W : tuple) : R :=
  sum_of layers (fun m => frobenius_sq (n (S m)) (n m) (W m)).
Definition tuple_norm (layers : nat) (n : nat -> nat) (W : tuple) : R := sqrt (tuple_sq layers n W).

(** <A, B>_F, and its sum over the layers. *)
Definition frobenius_dot (m n : nat) (A B : matrix) : R := sum_of m (fun i => dot n (A i) (B i)).
Definition tuple_dot (layers : nat) (n : nat -> nat) (U W : tuple) : R :=
  sum_of layers (fun m => frobenius_dot (n (S m)) (n m) (U m) (W m)).

(** L >= |A|_2: |A x| <= L |x| for every x. *)
Definition spectral_bound (m n : nat) (A : matrix) (L : R) : Prop :=
  0 <= L /\ forall x, norm2 m (matvec n A x) <= L * norm2 n x.

(** ** Vectors *)

Lemma norm_sq_le n x y : (forall i, (i < n)%nat -> Rabs (x i) <= Rabs (y i)) -> norm_sq n x <= norm_sq n y.
Proof.
  intros H. apply sum_of_le; intros i Hi. rewrite <- (pow2_abs (x i)), <- (pow2_abs (y i)).
  apply pow_incr. split; [apply Rabs_pos|now apply H].
Qed.

Lemma norm2_le n x y : (forall i, (i < n)%nat -> Rabs (x i) <= Rabs (y i)) -> norm2 n x <= norm2 n y.
Proof. intros H. now apply sqrt_le_1_alt, norm_sq_le. Qed.

Lemma norm2_ext n x y : (forall i, (i < n)%nat -> x i = y i) -> norm2 n x = norm2 n y.
Proof. intros H. unfold norm2. now rewrite (norm_sq_ext n x y). Qed.

Lemma norm2_scal n c x : norm2 n (fun i => c * x i) = Rabs c * norm2 n x.
Proof.
  unfold norm2. rewrite norm_sq_scal, sqrt_mult; [|apply pow2_ge_0|apply norm_sq_nonneg].
  f_equal. rewrite <- pow2_abs. apply sqrt_pow2, Rabs_pos.
Qed.

Lemma norm2_zero n x : (forall i, (i < n)%nat -> x i = 0) -> norm2 n x = 0.
Proof.
  intros H. rewrite (norm2_ext n x (fun i => 0 * x i)) by (intros; rewrite H; [ring|easy]).
  rewrite norm2_scal, Rabs_R0; ring.
Qed.

Lemma norm2_self n x : norm2 n (sub x x) = 0.
Proof. apply norm2_zero; intros; unfold sub; ring. Qed.

(** |x_i| <= |x|. *)
Lemma norm2_entry n x i : (i < n)%nat -> Rabs (x i) <= norm2 n x.
Proof.
  intros Hi. unfold norm2. rewrite <- (sqrt_pow2 (Rabs (x i))) by apply Rabs_pos.
  apply sqrt_le_1_alt. rewrite pow2_abs. apply (sum_of_term n (fun i => (x i)^2)); [|easy].
  intros; apply pow2_ge_0.
Qed.

(** |x ⊙ y| <= |x| |y|. *)
Lemma norm2_product n x y : norm2 n (fun i => x i * y i) <= norm2 n x * norm2 n y.
Proof.
  pose proof (norm2_nonneg n x) as Hx. pose proof (norm2_nonneg n y) as Hy.
  rewrite <- (Rabs_pos_eq (norm2 n x)) by easy. rewrite <- norm2_scal.
  apply norm2_le; intros i Hi. rewrite !Rabs_mult, (Rabs_pos_eq (norm2 n x)) by easy.
  apply Rmult_le_compat_r; [apply Rabs_pos|now apply norm2_entry].
Qed.

(** |c ⊙ x| <= l |x| when |c_i| <= l. *)
Lemma norm2_scaled n l c x :
  0 <= l -> (forall i, (i < n)%nat -> Rabs (c i) <= l) -> norm2 n (fun i => x i * c i) <= l * norm2 n x.
Proof.
  intros Hl H. rewrite <- (Rabs_pos_eq l) by easy. rewrite <- norm2_scal.
  apply norm2_le; intros i Hi. rewrite !Rabs_mult, (Rabs_pos_eq l), Rmult_comm by easy.
  apply Rmult_le_compat_r; [apply Rabs_pos|now apply H].
Qed.

(** (Σ_{i<n} x_i)² <= n Σ x_i². *)
Lemma sum_of_sq n x : (sum_of n x)^2 <= INR n * norm_sq n x.
Proof.
  pose proof (cauchy_schwarz_sq n x (fun _ => 1)) as K. unfold dot in K.
  rewrite (sum_of_ext n _ x) in K by (intros; ring).
  assert (E : norm_sq n (fun _ => 1) = INR n) by (unfold norm_sq; rewrite sum_of_const; ring).
  rewrite E in K. lra.
Qed.

(** |x - z| <= |x - y| + |y - z|. *)
Lemma norm2_between n x y z :
  norm2 n (sub x z) <= norm2 n (sub x y) + norm2 n (sub y z).
Proof.
  eapply Rle_trans; [|apply norm2_triangle]. right; apply norm2_ext; intros; unfold sub; ring.
Qed.

(** ** Matrices *)

(** |A|_F is the 2-norm of the rows' 2-norms. *)
Lemma frobenius_rows m n A : frobenius m n A = norm2 m (fun i => norm2 n (A i)).
Proof. unfold frobenius, norm2 at 1. f_equal. apply sum_of_ext; intros; now rewrite norm2_sq. Qed.

Lemma frobenius_pow2 m n A : (frobenius m n A)^2 = frobenius_sq m n A.
Proof. apply pow2_sqrt, frobenius_sq_nonneg. Qed.

Lemma frobenius_ext m n A B :
  (forall i j, (i < m)%nat -> (j < n)%nat -> A i j = B i j) -> frobenius m n A = frobenius m n B.
Proof.
  intros H. unfold frobenius, frobenius_sq. f_equal. apply sum_of_ext; intros. apply norm_sq_ext; auto.
Qed.

Lemma frobenius_scal m n c A : frobenius m n (fun i j => c * A i j) = Rabs c * frobenius m n A.
Proof.
  rewrite !frobenius_rows, <- (Rabs_Rabsolu c), <- norm2_scal. apply norm2_ext; intros. apply norm2_scal.
Qed.

(** |A + B|_F <= |A|_F + |B|_F. *)
Lemma frobenius_triangle m n A B :
  frobenius m n (fun i j => A i j + B i j) <= frobenius m n A + frobenius m n B.
Proof.
  rewrite !frobenius_rows. eapply Rle_trans; [|apply norm2_triangle].
  apply norm2_le; intros i Hi. rewrite !Rabs_pos_eq; [apply norm2_triangle| |apply norm2_nonneg].
  apply Rplus_le_le_0_compat; apply norm2_nonneg.
Qed.

Lemma frobenius_between m n A B C :
  frobenius m n (matrix_sub A C) <= frobenius m n (matrix_sub A B) + frobenius m n (matrix_sub B C).
Proof.
  eapply Rle_trans; [|apply frobenius_triangle]. right; apply frobenius_ext; intros; unfold matrix_sub; ring.
Qed.

Lemma frobenius_self m n A : frobenius m n (matrix_sub A A) = 0.
Proof.
  rewrite frobenius_rows. apply norm2_zero; intros i _. apply norm2_zero; intros; unfold matrix_sub; ring.
Qed.

(** |A_ij| <= a everywhere gives |A|_F <= a √(m n). *)
Lemma frobenius_box m n A a :
  0 <= a -> (forall i j, (i < m)%nat -> (j < n)%nat -> Rabs (A i j) <= a) ->
  frobenius m n A <= a * sqrt (INR m * INR n).
Proof.
  intros Ha H. unfold frobenius. rewrite <- (sqrt_pow2 a Ha), <- sqrt_mult.
  2: apply pow2_ge_0. 2: apply Rmult_le_pos; apply pos_INR.
  apply sqrt_le_1_alt. rewrite (Rmult_comm (a^2)), Rmult_assoc, <- sum_of_const.
  apply sum_of_le; intros i Hi. rewrite <- sum_of_const. apply sum_of_le; intros j Hj.
  rewrite <- pow2_abs. apply pow_incr; split; [apply Rabs_pos|auto].
Qed.

(** |u vᵀ - u' v'ᵀ|_F <= |v| |u - u'| + |u'| |v - v'|. *)
Lemma frobenius_outer_between m n u v u' v' :
  frobenius m n (matrix_sub (outer u v) (outer u' v'))
  <= norm2 n v * norm2 m (sub u u') + norm2 m u' * norm2 n (sub v v').
Proof.
  rewrite (frobenius_ext m n _ (fun i j => outer (sub u u') v i j + outer u' (sub v v') i j)).
  - eapply Rle_trans; [apply frobenius_triangle|]. rewrite !frobenius_outer. lra.
  - intros. unfold matrix_sub, outer, sub. ring.
Qed.

Lemma frobenius_dot_le m n A B : frobenius_dot m n A B <= frobenius m n A * frobenius m n B.
Proof.
  rewrite !frobenius_rows. eapply Rle_trans; [|apply cauchy_schwarz].
  apply sum_of_le; intros. apply cauchy_schwarz.
Qed.

Lemma frobenius_transpose m n A : frobenius n m (transpose A) = frobenius m n A.
Proof.
  unfold frobenius, frobenius_sq, norm_sq. f_equal.
  rewrite (sum_of_swap m n (fun i j => (A i j)^2)). easy.
Qed.

(** <A x, y> = <x, Aᵀ y>. *)
Lemma transpose_adjoint m n A x y : dot m (matvec n A x) y = dot n x (matvec m (transpose A) y).
Proof.
  unfold dot, matvec, transpose, dot.
  rewrite (sum_of_ext m _ (fun i => sum_of n (fun j => A i j * x j * y i))).
  - rewrite sum_of_swap. apply sum_of_ext; intros j _.
    rewrite <- sum_of_scal. apply sum_of_ext; intros; ring.
  - intros i _. rewrite Rmult_comm, <- sum_of_scal. apply sum_of_ext; intros; ring.
Qed.

Lemma matvec_sub_r n A x y i : sub (matvec n A x) (matvec n A y) i = matvec n A (sub x y) i.
Proof. unfold sub, matvec. now rewrite dot_minus_r. Qed.

Lemma matvec_sub_l n A B x i : sub (matvec n A x) (matvec n B x) i = matvec n (matrix_sub A B) x i.
Proof. unfold sub, matvec, matrix_sub. now rewrite dot_minus_l. Qed.

(** ** Linear maps *)

Lemma spectral_bound_frobenius m n A : spectral_bound m n A (frobenius m n A).
Proof. split; [apply frobenius_nonneg|intros; apply matvec_bound]. Qed.

Lemma spectral_bound_mono m n A L L' : spectral_bound m n A L -> L <= L' -> spectral_bound m n A L'.
Proof.
  intros [H0 H] HL. split; [lra|]. intros x. eapply Rle_trans; [apply H|].
  apply Rmult_le_compat_r; [apply norm2_nonneg|easy].
Qed.

(** |Aᵀ|_2 = |A|_2: |Aᵀy|² = <A Aᵀ y, y> <= L |Aᵀ y| |y|. *)
Lemma spectral_bound_transpose m n A L : spectral_bound m n A L -> spectral_bound n m (transpose A) L.
Proof.
  intros [H0 H]. split; [easy|]. intros y.
  set (v := matvec m (transpose A) y).
  assert (E : (norm2 n v)^2 <= norm2 n v * (L * norm2 m y)).
  { rewrite norm2_sq, norm_sq_dot. unfold v at 2. rewrite <- transpose_adjoint.
    eapply Rle_trans; [apply cauchy_schwarz|].
    apply Rle_trans with (L * norm2 n v * norm2 m y); [|lra].
    apply Rmult_le_compat_r; [apply norm2_nonneg|apply H]. }
  destruct (norm2_nonneg n v) as [Hv|Hv].
  - apply (Rmult_le_reg_l (norm2 n v)); [easy|]. lra.
  - rewrite <- Hv. apply Rmult_le_pos; [easy|apply norm2_nonneg].
Qed.

(** |A x - B y| <= |A - B|_F |x| + L |x - y| for L >= |B|_2. *)
Lemma matvec_between m n A B L x y :
  spectral_bound m n B L ->
  norm2 m (sub (matvec n A x) (matvec n B y))
  <= frobenius m n (matrix_sub A B) * norm2 n x + L * norm2 n (sub x y).
Proof.
  intros [_ H]. eapply Rle_trans; [apply (norm2_between m _ (matvec n B x))|].
  apply Rplus_le_compat.
  - rewrite (norm2_ext m _ (matvec n (matrix_sub A B) x)) by (intros; apply matvec_sub_l). apply matvec_bound.
  - rewrite (norm2_ext m _ (matvec n B (sub x y))) by (intros; apply matvec_sub_r). apply H.
Qed.

(** Norm balls are convex. *)
Lemma spectral_bound_segment m n A B L t :
  0 <= t <= 1 -> spectral_bound m n A L -> spectral_bound m n B L ->
  spectral_bound m n (fun i j => A i j + t * (B i j - A i j)) L.
Proof.
  intros Ht [H0 HA] [_ HB]. split; [easy|]. intros x.
  rewrite (norm2_ext m _ (fun i => (1 - t) * matvec n A x i + t * matvec n B x i)).
  - eapply Rle_trans; [apply norm2_triangle|]. rewrite !norm2_scal, !Rabs_pos_eq by lra.
    specialize (HA x). specialize (HB x).
    apply (Rmult_le_compat_l (1 - t)) in HA; [|lra]. apply (Rmult_le_compat_l t) in HB; [|lra]. lra.
  - intros i _. unfold matvec, dot. rewrite <- !sum_of_scal, <- sum_of_plus. apply sum_of_ext; intros; ring.
Qed.

(** |A|_2: the least upper bound of |A x| over |x| <= 1. *)
Definition spectral_norm (m n : nat) (A : matrix) : R :=
  real (Lub_Rbar (fun r => exists x, norm2 n x <= 1 /\ r = norm2 m (matvec n A x))).

Lemma spectral_norm_lub m n A :
  is_lub_Rbar (fun r => exists x, norm2 n x <= 1 /\ r = norm2 m (matvec n A x)) (spectral_norm m n A).
Proof.
  unfold spectral_norm. set (E := fun r => _). pose proof (Lub_Rbar_correct E) as [Hu Hl].
  assert (Hb : is_ub_Rbar E (frobenius m n A)).
  { intros r (x & Hx & ->). simpl. eapply Rle_trans; [apply matvec_bound|].
    rewrite <- (Rmult_1_r (frobenius m n A)) at 2. apply Rmult_le_compat_l; [apply frobenius_nonneg|easy]. }
  assert (He : E (norm2 m (matvec n A (fun _ => 0)))).
  { exists (fun _ => 0). split; [rewrite norm2_zero by easy; lra|easy]. }
  apply Hl in Hb. apply Hu in He. destruct (Lub_Rbar E); try contradiction. now split.
Qed.

Lemma spectral_norm_is_bound m n A : spectral_bound m n A (spectral_norm m n A).
Proof.
  destruct (spectral_norm_lub m n A) as [Hu _].
  assert (H1 : forall x, norm2 n x <= 1 -> norm2 m (matvec n A x) <= spectral_norm m n A).
  { intros x Hx. apply (Hu (norm2 m (matvec n A x))). now exists x. }
  assert (H0 : 0 <= spectral_norm m n A).
  { eapply Rle_trans; [apply norm2_nonneg|apply (H1 (fun _ => 0))]. rewrite norm2_zero by easy; lra. }
  split; [easy|]. intros x. destruct (norm2_nonneg n x) as [Hx|Hx].
  - specialize (H1 (fun i => / norm2 n x * x i)).
    rewrite (norm2_ext m _ (fun i => / norm2 n x * matvec n A x i)) in H1.
    2:{ intros i _. unfold matvec. apply dot_scal_r. }
    assert (Hi : 0 < / norm2 n x) by now apply Rinv_0_lt_compat.
    rewrite !norm2_scal, Rabs_pos_eq in H1 by lra.
    rewrite Rinv_l in H1 by lra. specialize (H1 (Rle_refl 1)).
    apply (Rmult_le_reg_l (/ norm2 n x)); [easy|].
    rewrite (Rmult_comm (spectral_norm m n A)), <- Rmult_assoc, Rinv_l; lra.
  - pose proof (matvec_bound m n A x) as K. rewrite <- Hx in *. lra.
Qed.

(** L bounds the map exactly when it is at least the spectral norm. *)
Lemma spectral_bound_iff m n A L : spectral_bound m n A L <-> spectral_norm m n A <= L.
Proof.
  split.
  - intros [H0 H]. destruct (spectral_norm_lub m n A) as [_ Hl]. apply (Hl (Finite L)).
    intros r (x & Hx & ->). simpl. eapply Rle_trans; [apply H|].
    rewrite <- (Rmult_1_r L) at 2. now apply Rmult_le_compat_l.
  - intros H. exact (spectral_bound_mono m n A _ L (spectral_norm_is_bound m n A) H).
Qed.

(** ** Tuples *)

Lemma tuple_sq_nonneg layers n W : 0 <= tuple_sq layers n W.
Proof. apply sum_of_nonneg; intros; apply frobenius_sq_nonneg. Qed.

(** |W| is the 2-norm of the layers' Frobenius norms. *)
Lemma tuple_norm_layers layers n W :
  tuple_norm layers n W = norm2 layers (fun m => frobenius (n (S m)) (n m) (W m)).
Proof. unfold tuple_norm, norm2. f_equal. apply sum_of_ext; intros. now rewrite frobenius_pow2. Qed.

Lemma tuple_norm_sq layers n W : (tuple_norm layers n W)^2 = tuple_sq layers n W.
Proof. apply pow2_sqrt, tuple_sq_nonneg. Qed.

Lemma tuple_norm_nonneg layers n W : 0 <= tuple_norm layers n W.
Proof. apply sqrt_pos. Qed.

Lemma tuple_dot_le layers n U W : tuple_dot layers n U W <= tuple_norm layers n U * tuple_norm layers n W.
Proof.
  rewrite !tuple_norm_layers. eapply Rle_trans; [|apply cauchy_schwarz].
  apply sum_of_le; intros. apply frobenius_dot_le.
Qed.

(** (mean a)² <= mean a². *)
Lemma mean_of_sq N a : (mean_of N a)^2 <= mean_of N (fun k => (a k)^2).
Proof.
  unfold mean_of, Rdiv. destruct N as [|N]; [simpl; lra|].
  assert (Hn : 0 < / INR (S N)) by (apply Rinv_0_lt_compat, lt_0_INR; lia).
  pose proof (sum_of_sq (S N) a) as K. rewrite Rpow_mult_distr.
  apply Rle_trans with (INR (S N) * norm_sq (S N) a * (/ INR (S N))^2).
  - apply Rmult_le_compat_r; [apply pow2_ge_0|easy].
  - right. unfold norm_sq. field. apply not_0_INR; lia.
Qed.

Lemma tuple_sq_mean M n N (G : nat -> tuple) :
  tuple_sq M n (fun m i j => mean_of N (fun k => G k m i j)) <= mean_of N (fun k => tuple_sq M n (G k)).
Proof.
  unfold tuple_sq, frobenius_sq, norm_sq. rewrite mean_of_sum. apply sum_of_le; intros m _.
  rewrite mean_of_sum. apply sum_of_le; intros i _. rewrite mean_of_sum. apply sum_of_le; intros j _.
  apply mean_of_sq.
Qed.

Lemma tuple_norm_le M n W b : 0 <= b -> tuple_sq M n W <= b^2 -> tuple_norm M n W <= b.
Proof. intros Hb H. unfold tuple_norm. rewrite <- (sqrt_pow2 b Hb). now apply sqrt_le_1_alt. Qed.

(** |mean G| <= b when every |G_k| <= b. *)
Lemma tuple_norm_mean M n N (G : nat -> tuple) b :
  (0 < N)%nat -> 0 <= b -> (forall k, (k < N)%nat -> tuple_norm M n (G k) <= b) ->
  tuple_norm M n (fun m i j => mean_of N (fun k => G k m i j)) <= b.
Proof.
  intros HN Hb H. apply tuple_norm_le; [easy|]. eapply Rle_trans; [apply tuple_sq_mean|].
  rewrite <- (mean_of_const N (b^2)) by easy. apply mean_of_le; intros k Hk.
  rewrite <- tuple_norm_sq. apply pow_incr. split; [apply tuple_norm_nonneg|now apply H].
Qed.

Lemma tuple_norm_ext M n U W :
  (forall m i j, U m i j = W m i j) -> tuple_norm M n U = tuple_norm M n W.
Proof.
  intros H. rewrite !tuple_norm_layers. apply norm2_ext; intros. apply frobenius_ext; intros. apply H.
Qed.

Lemma tuple_norm_scal M n c W : tuple_norm M n (fun m i j => c * W m i j) = Rabs c * tuple_norm M n W.
Proof.
  rewrite !tuple_norm_layers, <- (Rabs_Rabsolu c), <- norm2_scal. apply norm2_ext; intros. apply frobenius_scal.
Qed.

Lemma tuple_dot_sub M n U V W : tuple_dot M n U W - tuple_dot M n V W = tuple_dot M n (tuple_sub U V) W.
Proof.
  unfold tuple_dot, frobenius_dot. rewrite <- sum_of_minus. apply sum_of_ext; intros.
  rewrite <- sum_of_minus. apply sum_of_ext; intros. symmetry; apply dot_minus_l.
Qed.
